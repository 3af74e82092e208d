"""Packages: clauses that are agreed together."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import PackageState
from program_workflow.storage.base import Base, new_id, word


class PackageRow(Base):
    """A package. Whether its clauses are agreed is derived, see ``domain.package``. ended_at: when it was dissolved."""

    __tablename__ = "packages"
    __table_args__ = (Index("ix_packages_program_id", "program_id", "state"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    title: Mapped[str]
    state: Mapped[PackageState] = mapped_column(word(PackageState))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the library reads it once


class PackageClauseRow(Base):
    """A clause of a package; rows are only ever added, with the package. ordinal: in reading order, from 0."""

    __tablename__ = "package_clauses"
    __table_args__ = (Index("ix_package_clauses_clause_id", "clause_id"),)

    package_id: Mapped[str] = mapped_column(ForeignKey("packages.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    clause_id: Mapped[str] = mapped_column(ForeignKey("clauses.id"))
