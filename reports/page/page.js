'use strict';
// What the page can do beyond being read: filters, the pages of cases that passed, copying of
// commands. The fragment of the URL holds all of its state, as "#ANCHOR?show=fail&level=MUST", so
// that what one reader sees can be sent to another.
(() => {
  const form = document.getElementById('filter');
  const view = document.getElementById('case-view');
  const defaults = {show: 'all', level: 'all', text: ''};

  // ---- State ---------------------------------------------------------------------------------

  const read = () => {
    const fragment = location.hash.slice(1);
    const at = fragment.indexOf('?');
    const params = new URLSearchParams(at < 0 ? '' : fragment.slice(at + 1));
    const state = {anchor: at < 0 ? fragment : fragment.slice(0, at)};
    for (const name of Object.keys(defaults)) state[name] = params.get(name) ?? defaults[name];
    return state;
  };

  const write = (state) => {
    const params = new URLSearchParams();
    for (const name of Object.keys(defaults)) {
      if (state[name] !== defaults[name]) params.set(name, state[name]);
    }
    const query = params.toString();
    return '#' + state.anchor + (query ? '?' + query : '');
  };

  // ---- Filters -------------------------------------------------------------------------------

  const rows = [...document.querySelectorAll('[data-show]')].map((element) => ({
    element,
    level: element.dataset.level,
    show: element.dataset.show.split(' '),
    text: element.textContent.toLowerCase(),
  }));

  const fits = (row, state, words) => {
    // Behaviour has no level and breaks nothing; only differences and words choose among it.
    const judged = row.level !== '';
    if (state.level !== 'all' && judged && row.level !== state.level) return false;
    if (state.show !== 'all' && (judged || state.show === 'differ') &&
        !row.show.includes(state.show)) {
      return false;
    }
    return words.every((word) => row.text.includes(word));
  };

  const filter = (state) => {
    const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      row.element.hidden = !fits(row, state, words);
      if (!row.element.hidden) ++shown;
    }
    for (const group of document.querySelectorAll('table.matrix > tbody')) {
      group.hidden = !group.querySelector('tr[data-show]:not([hidden])');
    }
    const all = shown === rows.length;
    form.elements.count.textContent = all ? '' : `${shown} of ${rows.length} rows`;
    form.classList.toggle('active', !all);
  };

  // ---- Pages of cases ------------------------------------------------------------------------

  const groups = [...document.querySelectorAll('script.packed')];
  const unpacked = new Map();

  const unpack = (group) => {
    if (!unpacked.has(group)) {
      const octets = Uint8Array.from(atob(group.textContent), (letter) => letter.charCodeAt(0));
      const stream = new Blob([octets]).stream().pipeThrough(new DecompressionStream('deflate'));
      unpacked.set(group, new Response(stream).text().then(
          (text) => new DOMParser().parseFromString(text, 'text/html')));
    }
    return unpacked.get(group);
  };

  // A group is named after its first and its last; failures have groups of their own.
  const packedCase = async (anchor) => {
    for (const group of groups) {
      if (anchor < group.dataset.first || anchor > group.dataset.last) continue;
      const article = (await unpack(group)).getElementById(anchor);
      if (article) return document.importNode(article, true);
    }
    const missing = document.createElement('p');
    missing.textContent = 'This page has no such case: ' + anchor;
    return missing;
  };

  let wanted = '';
  const open = async (anchor) => {
    wanted = anchor;
    view.replaceChildren();
    view.hidden = true;
    let target = anchor && document.getElementById(anchor);
    if (!target && anchor.startsWith('case/')) {
      target = await packedCase(anchor);
      if (wanted !== anchor) return;
      view.replaceChildren(target);
      view.hidden = false;
      addButtons(view);
    }
    if (!target) return;
    if (anchor.startsWith('case/')) {
      target.tabIndex = -1;
      target.focus({preventScroll: true});
    }
    target.scrollIntoView();
    // What is above it is laid out only now, and may be of another height than was guessed.
    requestAnimationFrame(() => target.scrollIntoView());
  };

  // ---- Commands ------------------------------------------------------------------------------

  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };

  // Where the clipboard is closed to us, the command is at least selected.
  const copy = async (button) => {
    const code = button.parentElement.querySelector('code');
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = 'copied';
    } catch {
      select(code);
      button.textContent = 'selected';
    }
  };

  const addButtons = (root) => {
    for (const command of root.querySelectorAll('.command')) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = 'copy';
      command.append(button);
    }
  };

  // ---- Paper ---------------------------------------------------------------------------------

  // Everything is open there, but for quotations in tables: who wants those reads them on a screen.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')]
        .filter((each) => !each.closest('.matrix'));
    for (const each of opened) each.open = true;
  });
  addEventListener('afterprint', () => {
    for (const each of opened) each.open = false;
    opened = [];
  });

  // ---- Events --------------------------------------------------------------------------------

  const show = (state) => {
    for (const name of Object.keys(defaults)) {
      const control = form.elements[name];
      if (control.value !== state[name]) control.value = state[name];
    }
    filter(state);
  };

  const follow = () => {
    const state = read();
    show(state);
    return open(state.anchor);
  };

  form.addEventListener('input', () => {
    const state = {anchor: read().anchor};
    for (const name of Object.keys(defaults)) state[name] = form.elements[name].value;
    history.replaceState(null, '', write(state));
    filter(state);
  });
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    const state = {...defaults, anchor: read().anchor};
    history.replaceState(null, '', write(state));
    show(state);
  });
  form.addEventListener('submit', (event) => event.preventDefault());

  document.addEventListener('click', (event) => {
    const button = event.target.closest('.command button');
    if (button) {
      copy(button);
      return;
    }
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const state = {...read(), anchor: link.getAttribute('href').slice(1)};
    for (const [name, value] of new URLSearchParams(link.dataset.filter ?? '')) {
      state[name] = value;
    }
    const next = write(state);
    if (next === location.hash) follow();
    location.hash = next;
  });

  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest('input, select, textarea');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      form.elements.text.focus();
    } else if (event.key === 'Escape' && !typing && read().anchor.startsWith('case/')) {
      location.hash = write({...read(), anchor: 'cases'});
    }
  });

  addEventListener('hashchange', follow);
  form.hidden = false;
  addButtons(document);
  follow().then(() => { document.documentElement.dataset.ready = 'yes'; });
})();
