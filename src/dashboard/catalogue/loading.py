"""Load the catalogue, or say everything that is wrong with it at once."""

from pathlib import Path

from pydantic import ValidationError

from dashboard.catalogue.consistency import broken, fiscal_year_point
from dashboard.catalogue.document import Document, Problem, Unreadable, read
from dashboard.catalogue.models import Catalogue
from dashboard.catalogue.sentences import explained
from dashboard.errors import CatalogueError


def load(path: Path) -> Catalogue:
    """The catalogue in the YAML file ``path``.

    Raises:
        CatalogueError: with one sentence for each problem, in the order of the file.
    """
    try:
        document = read(path)
    except Unreadable as error:
        raise CatalogueError([_located(path, error.problem)]) from None
    catalogue, problems = _validated(document)
    problems = [*document.problems, *problems, *broken(document)]
    if catalogue is None or problems:
        raise CatalogueError([_located(path, problem) for problem in sorted(set(problems))])
    return catalogue


def _validated(document: Document) -> tuple[Catalogue | None, list[Problem]]:
    try:
        return Catalogue.model_validate(document.data, context={"point": fiscal_year_point(document)}), []
    except ValidationError as error:
        return None, list(explained(error, document))


def _located(path: Path, problem: Problem) -> str:
    line = f" {problem.line}行目" if problem.line else ""
    # What was found may itself run over several lines; the sentence about it does not.
    return " ".join(f"{path.name}{line}: {problem.sentence}".splitlines())
