// Which Fieldbook this is: the page says it, so that it is written down in one place.

const said = (name) => document.querySelector(`meta[name="fieldbook-${name}"]`)?.content ?? "";

/** Version of the application, such as 1.4.2, as the server compares it. */
export const APP = said("app");

/** Name of the shell this page belongs to. */
export const SHELL = said("shell");
