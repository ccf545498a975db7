"""What is said on paper, for whoever prints: the same paper that systems are sent by post."""

from field_api.connectors.wire.paper import Document, pdf

__all__ = ["Document", "pdf"]
