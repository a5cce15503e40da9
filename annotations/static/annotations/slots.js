// A browser opens six connections to a server at most, and a stream keeps one. So the windows of one
// browser share three streams; further ones ask every few seconds instead.

const STREAMS = 3;

/** Take a slot for a stream: a function that gives it back, or null where all are taken. */
export async function takeSlot() {
  if (!navigator.locks) return () => {};
  for (let number = 1; number <= STREAMS; number += 1) {
    const release = await tryLock(`stetdesk-stream-${number}`);
    if (release) return release;
  }
  return null;
}

function tryLock(name) {
  return new Promise((resolve) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(null);
      return new Promise((release) => {
        resolve(release);
      });
    });
  });
}
