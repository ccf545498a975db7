"""A form as the sheets of an XLSForm, and back. Pure: grids of text, no workbook.

The dialect is that of pyxform; what the language of forms has and XLSForm lacks stands in columns
`fieldbook::…` and sheets `fieldbook_…`, which pyxform passes by. docs/xlsform.md is the guide.
"""

from field_api.catalogue.rules.xlsform.reading import document_of
from field_api.catalogue.rules.xlsform.sheets import Grid, Said, Told, Unreadable, letter
from field_api.catalogue.rules.xlsform.writing import sheets_of

__all__ = ["Grid", "Said", "Told", "Unreadable", "document_of", "letter", "sheets_of"]
