// Stands in for the phone's store while a form is tried at the desk: nothing is ever there, and
// nothing stays.

export const get = () => Promise.resolve(undefined);
export const all = () => Promise.resolve([]);
export const put = () => Promise.resolve();
export const remove = () => Promise.resolve();
export const change = (names, work) => Promise.resolve(work({ get, all, put, remove, clear: put }));
export const watch = () => () => {};
