from tests.panels.conftest import office

__all__ = ["office"]
