"""Small trees with one fault each, and what its gate must say; beside them trees it must leave alone."""

from tests.structure.plants import features, files, pages, tests
from tests.structure.plants.plant import Plant

__all__ = ["PLANTS", "Plant"]

PLANTS: tuple[Plant, ...] = (*features.PLANTS, *files.PLANTS, *pages.PLANTS, *tests.PLANTS)
