"""Publishing and retiring what may be written: forms, and the lists their codes are taken from."""

from field_api.catalogue.actions.forms import (
    SHIPPED_BY,
    AlreadyPublished,
    NoSuchForm,
    Unfit,
    current_forms,
    digest,
    get,
    offered,
    publish,
    publish_builtin,
    retire,
    tag,
)
from field_api.catalogue.actions.lists import (
    NoSuchList,
    label,
    list_of,
    lists_on_offer,
    publish_list,
    publish_shipped_lists,
)

__all__ = [
    "SHIPPED_BY",
    "AlreadyPublished",
    "NoSuchForm",
    "NoSuchList",
    "Unfit",
    "current_forms",
    "digest",
    "get",
    "label",
    "list_of",
    "lists_on_offer",
    "offered",
    "publish",
    "publish_builtin",
    "publish_list",
    "publish_shipped_lists",
    "retire",
    "tag",
]
