// Where changes wait: in the browser's IndexedDB, so that a reload or a crash takes none of them.
//
// Kept is what a change will send, never the article. A box is one person's changes of one version
// of one story: whoever else signs in on this browser neither sends them nor sees them. Of several
// open pages each sends its own; what a closed page left behind goes to the next one that looks.

const NAME = "stetdesk";
const CHANGES = "changes";

/** Keeps nothing: what is in it dies with the page. */
export class MemoryStore {
  durable = false;

  async load() {
    return [];
  }

  async put() {}

  async remove() {}
}

export class DeviceStore {
  durable = true;
  #database = null;

  /**
   * `owner` is {user, revision, url}: whose changes these are, and the page that sends them.
   * `tabs` knows this page's id and which pages are open (`id`, `living()`, `alone(name, run)`).
   */
  constructor(owner, tabs) {
    Object.assign(this, { owner, tabs });
    this.box = boxOf(owner);
  }

  /** The changes that wait here for this page, in order; from now on they are its own. */
  load() {
    return this.tabs.alone("stet-adopt", async () => {
      const living = await this.tabs.living();
      const store = await this.#store("readwrite");
      const found = await answer(store.index("box").getAll(this.box));
      const ours = found.filter(({ tab }) => tab === this.tabs.id || !living.has(tab));
      for (const change of ours) store.put(Object.assign(change, { tab: this.tabs.id }));
      await finished(store.transaction);
      return ours.sort((one, other) => one.order - other.order);
    });
  }

  /** Keep a change as it is now; resolves when the device has it. */
  async put(change) {
    const { box, owner, tabs } = this;
    const kept = { ...change, box, tab: tabs.id, user: owner.user, url: owner.url };
    const store = await this.#store("readwrite");
    store.put(kept);
    return finished(store.transaction);
  }

  async remove(key) {
    const store = await this.#store("readwrite");
    store.delete(key);
    return finished(store.transaction);
  }

  async #store(mode) {
    this.#database ??= openDatabase();
    const database = await this.#database;
    return database.transaction(CHANGES, mode, { durability: "strict" }).objectStore(CHANGES);
  }
}

/** Where changes of `user` wait that no open page has: [{url, count}]; the page at hand left out. */
export async function leftBehind(user, tabs, here = null) {
  const living = await tabs.living();
  const left = new Map();
  for (const change of await everything()) {
    if (change.user !== user || change.box === here || living.has(change.tab)) continue;
    left.set(change.url, (left.get(change.url) ?? 0) + 1);
  }
  return Array.from(left, ([url, count]) => ({ url, count }));
}

/** How many changes wait on this device: {mine, others}. */
export async function countAll(user) {
  const all = await everything();
  const mine = all.filter((change) => change.user === user).length;
  return { mine, others: all.length - mine };
}

export function boxOf({ user, revision }) {
  return `${user}:${revision}`;
}

async function everything() {
  const database = await openDatabase();
  try {
    return await answer(database.transaction(CHANGES).objectStore(CHANGES).getAll());
  } finally {
    database.close();
  }
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => {
      const store = opening.result.createObjectStore(CHANGES, { keyPath: "key" });
      store.createIndex("box", "box");
    };
    opening.onsuccess = () => {
      const database = opening.result;
      database.onversionchange = () => database.close();
      resolve(database);
    };
    opening.onerror = () => reject(opening.error);
  });
}

function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}
