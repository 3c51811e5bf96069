// A value that components can watch.

import { useSyncExternalStore } from 'react';

export function createStore(value) {
  const watchers = new Set();
  const get = () => value;
  const watch = (watcher) => {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  };
  return {
    get,
    watch,
    set(change) {
      value = { ...value, ...change };
      watchers.forEach((watcher) => watcher(value));
    },
    use: () => useSyncExternalStore(watch, get),
  };
}
