// Fields that read differently, each with the answers of all versions: point at one, or write anew.

import { h, replace } from "fieldbook/dom";
import { field, idOf } from "fieldbook/fields";
import * as fork from "fieldbook/fork";
import { button } from "fieldbook/parts";
import { answer } from "fieldbook/reading";
import { isEmpty, isShown, widgetOf } from "fieldbook/schema";
import { t } from "fieldbook/words";

const LONG = new Set(["text", "textarea"]);

/** {node, takers(whence)}: the fields, and one button a version that takes all of it. */
export function versus({ draft, fields, versions, changed }) {
  const rows = fields.map((member) => row({ draft, member, versions, changed: told }));
  look();
  return { node: h("div.form", rows.map(({ node }) => node)), takers };

  function told() {
    look();
    changed();
  }

  function look() {
    for (const { node, member } of rows)
      node.hidden = !isShown(member.spec, draft.body, draft.body);
  }

  function takers(whence) {
    const take = (version) => () => rows.forEach(({ pick }) => pick(version.id));
    const line = (version) =>
      h(
        "li.versions__one",
        h("p", h("strong", version.name), `, ${whence(version)}`),
        fields.length > 0 &&
          button(t("Take all of {name}", { name: version.name }), take(version), { kind: "button--quiet" }),
      );
    return h("ul.versions", versions.map(line));
  }
}

function row({ draft, member, versions, changed }) {
  const { name, spec } = member;
  const pointer = `/pick/${name}`;
  const writing = h("div.versus__anew");
  const choices = [...versions, { id: fork.ANEW, name: t("Write it anew") }];
  const ticks = choices.map((version, index) =>
    h("input", {
      type: "radio",
      name: idOf(pointer),
      id: index === 0 ? idOf(pointer) : null,
      checked: draft.picks[name] === version.id,
      onchange: () => pick(version.id),
    }),
  );
  const sides = choices.map((version, index) => side(ticks[index], version, { spec, name, versions }));
  const node = h(
    "section.card",
    h(
      "fieldset.field",
      h("legend.field__label", spec.title ?? name),
      h("div.versus", sides),
      writing,
    ),
  );
  if (draft.picks[name] === fork.ANEW) anew();
  return { node, member, pick };

  function pick(id) {
    draft.picks[name] = id;
    ticks.forEach((tick, index) => (tick.checked = choices[index].id === id));
    const version = versions.find((one) => one.id === id);
    if (version) {
      fork.take(draft.body, name, version);
      replace(writing);
    } else anew();
    changed();
  }

  function anew() {
    const checks = [];
    const look = () => checks.forEach((check) => check());
    const about = { body: draft.body, notes: [], field, checks, check: look, changed };
    const where = { schema: draft.form.schema, scope: draft.body, pointer: `/${name}` };
    replace(writing, field(about, { ...member, ...where }));
    look();
  }
}

function side(tick, version, { spec, name, versions }) {
  const value = version.body?.[name];
  const other = versions.find(({ id }) => id !== version.id)?.body[name];
  return h(
    "label.choice.versus__side",
    tick,
    h(
      "span.choice__label",
      h("span.versus__which", version.name),
      version.body && h("span.versus__said", isEmpty(value) ? nothing() : said(spec, value, other)),
    ),
  );
}

const nothing = () => h("span.muted", t("Nothing written"));

/** An answer; in a text, the words that the other version does not have are marked. */
function said(spec, value, other) {
  if (!LONG.has(widgetOf(spec)) || typeof value !== "string" || typeof other !== "string")
    return answer(spec, value, "", []);
  return fork.runs(value, other).map(([part, differs]) => (differs ? h("mark", part) : part));
}
