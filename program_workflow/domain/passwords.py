"""Which passwords are refused: short ones, and those that everybody tries first."""

import re
import unicodedata
from typing import Final

from program_workflow.domain.errors import N_

SHORTEST: Final = 12
LONGEST: Final = 256

#: What people reach for first, in English, Russian and by rows of keys; digits and signs around it do not help.
_WORDS: Final = """
    password passwort passw0rd p@ssword p@ssw0rd pa$$word pa$$w0rd motdepasse contrasena parola senha haslo geslo heslo
    passwordpassword mypassword yourpassword newpassword oldpassword temppassword defaultpassword passphrase passcode
    secret topsecret verysecret letmein letmeinplease letmeinnow openup opensesame welcome welcomeback welcometo
    admin administrator adminadmin sysadmin superadmin superuser root rootroot toor user username guest test testtest
    tester testing testuser demo demodemo example sample default changeme changeit changemenow changethis pleasechange
    login logon signin access accessdenied master masterkey manager supervisor operator service system computer
    internet server database network security company office business account coordinator secretariat representative
    delegation delegate reviewer observer expert program programme workflow programworkflow amendment
    qwerty qwertyui qwertyuiop qwertyqwerty qwertyuiopasdfghjkl asdf asdfgh asdfghjkl asdfasdf zxcvbn zxcvbnm qazwsx
    qazwsxedc qazwsxedcrfv qweasd qweasdzxc qwaszx azerty azertyuiop qwertz qwertzuiop poiuytrewq lkjhgfdsa mnbvcxz
    qweqwe qweqweqwe asdqwe zaqxsw zaqwsx xswqaz wasdwasd
    abc abcd abcdef abcdefg abcdefgh abcdefghij abcdefghijkl abcabc alphabet zyxwvu
    iloveyou iloveu loveyou lovelove ilovegod mylove darling sweetheart princess sunshine shadow monkey dragon football
    baseball basketball hockey soccer superman batman spiderman starwars pokemon michael jordan jennifer jessica ashley
    charlie daniel andrew matthew thomas robert george alexander anastasia natasha tatiana svetlana vladimir sergey
    dmitry andrey alexey nikolay moscow russia kazakhstan belarus armenia ukraine moldova kyrgyzstan tajikistan
    uzbekistan azerbaijan astana almaty minsk yerevan bishkek dushanbe tashkent chisinau baku kiev kyiv
    freedom whatever trustno trustnoone nothing something anything hello helloworld goodbye cheese chocolate banana
    orange apple google facebook microsoft windows android iphone samsung mustang ferrari mercedes porsche
    summer winter spring autumn january february march april june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
    пароль парольпароль парольчик секрет привет приветпривет админ администратор пользователь гость тест тестовый
    йцукен йцукенг йцукенгшщз йцукенгшщзхъ фывапролджэ фывапро фыва ячсмить ячсмитьбю йфяцыч любовь люблю
    ятебялюблю люблютебя солнышко зайчик котенок россия москва казахстан беларусь армения родина победа спартак динамо
    мама папа мамапапа наташа марина андрей сергей александр максим дмитрий владимир программа делегация координатор
    gfhjkm ghbdtn k.,jdm yfnfif cthutq
"""
COMMON: Final = frozenset(_WORDS.split())
_ROWS: Final = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "йцукенгшщзхъфывапролджэячсмитьбю.",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
)


def normal(password: str) -> str:
    """The form that is hashed: one that every keyboard gives alike."""
    return unicodedata.normalize("NFC", password)


def weakness(password: str, email: str = "") -> str | None:
    """Why a password is refused, as a template; None for one that will do. Takes {shortest}, {longest}."""
    if len(password) < SHORTEST:
        return N_("A password has at least {shortest} characters.")
    if len(password) > LONGEST:
        return N_("A password has at most {longest} characters.")
    if _is_common(password.casefold()):
        return N_("This password is among those that everybody tries first. Several unrelated words are better.")
    own = email.partition("@")[0].casefold()
    if own and len(own) >= 4 and _bare(password.casefold()) == _bare(own):
        return N_("The password is made of your e-mail address.")
    return None


def _is_common(password: str) -> bool:
    bare = _bare(password)
    if password in COMMON or bare in COMMON or _plain(bare) in COMMON:
        return True
    if len(set(password)) < 5 or re.fullmatch(r"(.{1,6}?)\1+.{0,2}", password):
        return True
    return any(password in row or password[::-1] in row for row in _ROWS)


def _bare(password: str) -> str:
    """Without the digits and signs that people put around a word."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password)


def _plain(password: str) -> str:
    """With the usual replacements of letters undone."""
    return password.translate(str.maketrans("01345@$!7", "oieasasit"))
