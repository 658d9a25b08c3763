"""Load the catalogue, or say everything that is wrong with it at once."""

from pathlib import Path

from pydantic import ValidationError

from dashboard.catalogue.consistency import breaches, fiscal_year_point
from dashboard.catalogue.document import CatalogueProblem, Unreadable, read
from dashboard.catalogue.models import Catalogue
from dashboard.catalogue.plausibility import implausible_figures
from dashboard.catalogue.sentences import problems_of
from dashboard.errors import CatalogueError
from dashboard.text import on_a_line


def load(path: Path) -> Catalogue:
    """The catalogue in the YAML file ``path``.

    Raises:
        CatalogueError: with one sentence for each problem, in the order of the file.
    """
    try:
        document = read(path)
    except Unreadable as error:
        raise CatalogueError([_sentence(path, error.problem)]) from None
    problems = {*document.problems, *breaches(document), *implausible_figures(document)}
    try:
        catalogue = Catalogue.model_validate(document.data, context={"point": fiscal_year_point(document)})
    except ValidationError as error:
        problems.update(problems_of(error, document))
    if problems:
        raise CatalogueError([_sentence(path, problem) for problem in sorted(problems)])
    return catalogue


def _sentence(path: Path, problem: CatalogueProblem) -> str:
    line = f" {problem.line}行目" if problem.line else ""
    # The text that the file holds may itself run over several lines; the sentence about it does not.
    return on_a_line(f"{path.name}{line}: {problem.sentence}")
