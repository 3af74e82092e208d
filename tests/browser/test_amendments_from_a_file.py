"""A version goes out as a Word file and comes back with tracked changes: from the upload to the drafts."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from program_workflow.documents.word_writer import write_word
from program_workflow.usecases.publishing import publish
from tests.browser.sites import REPRESENTATIVE, SAMPLE, Site, Visit, axe, open_program, sideways
from tests.documents.word_editing import Editor
from tests.documents.word_files import by, inserted, paragraph, word_file


def edited(site: Site) -> bytes:
    with site.work(REPRESENTATIVE) as w:
        clean = write_word(publish(w, SAMPLE, 2, language="ru"))
    file = Editor(clean, "Office").reword("ежегодного отчета", "отчета", "Отчёт бывает один.")
    file.add_after("Каждое государство", "1.4\tСотрудничество открыто для наблюдателей.")
    return Editor(file.data, "Belarus").reword("методические рекомендации", "рекомендации").data


def test_a_representative_brings_a_file_in(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool, tmp_path: Path
) -> None:
    file, stranger = tmp_path / "kaz.docx", tmp_path / "other.docx"
    file.write_bytes(edited(site))
    stranger.write_bytes(word_file(paragraph("7. Costs of a ship ", inserted("are", by("Office")), " borne at sea.")))
    site.speak(REPRESENTATIVE, language)
    kaz = visit(site, REPRESENTATIVE, language, has_script=has_script)
    page = kaz.page()
    page.goto("/programs")
    open_program(page)
    page.locator("main .head a[href$='/amendments/import']").click()
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form button.primary").click()

    # Two changes are its own, one bears the name of another delegation.
    rows = page.locator("table.queue tbody tr")
    expect(rows).to_have_count(2)
    expect(page.locator("select[name=author-1]")).to_have_value("")
    for width in (1360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert sideways(page) == []
        if has_script:
            assert axe(page) == []
    rows.nth(1).locator("summary").first.click()
    rows.nth(1).locator("textarea").fill("Why not.")
    page.locator("select[name=author-1]").select_option("KAZ")
    page.locator("button[name=do][value=show]").first.click()
    expect(rows).to_have_count(3)
    expect(page.locator("button[name=do][value=create]")).to_contain_text("3")
    rows.nth(2).locator("input[name=take]").uncheck()
    page.locator("button[name=do][value=create]").click()
    expect(page.locator(".flash")).to_contain_text("2")
    assert "tab=mine" in page.url

    # The same file again adds nothing but what was left.
    page.goto(f"/programs/{SAMPLE}/amendments/import")
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form button.primary").click()
    expect(page.locator("input[name=take]")).to_have_count(0)
    expect(page.locator("main")).to_contain_text(kaz.say("Exists already; it is not added again."))

    # What found no clause is given one.
    page.goto(f"/programs/{SAMPLE}/amendments/import")
    page.locator("input[type=file]").set_input_files(stranger)
    page.locator("main form button.primary").click()
    page.locator("button[name=do][value=place-0]").click()
    page.locator("select[name=place-0]").select_option(index=6)
    page.locator("button[name=do][value=show]").first.click()
    expect(page.locator("main")).to_contain_text(kaz.say("You chose this clause."))
    assert sideways(page) == []
    if has_script:
        assert axe(page) == []
