// Suggestions while a name is typed. Everything works without this.
"use strict";
(() => {
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  /** Offer things below a field; `pick` is called with the one that is chosen. */
  function offer(input, list, pick) {
    let found = [], marked = -1, asked = 0, timer = 0;
    const shut = () => {
      list.hidden = true;
      marked = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (row) => {
      const options = [...list.children];
      if (!options.length) return;
      marked = (row + options.length) % options.length;
      options.forEach((option, i) => option.setAttribute("aria-selected", String(i === marked)));
      input.setAttribute("aria-activedescendant", options[marked].id);
      options[marked].scrollIntoView({ block: "nearest" });
    };
    const show = (hits) => {
      found = hits;
      marked = -1;
      list.replaceChildren(...hits.map((hit, i) => {
        const option = make("li", { id: `${list.id}-${i}` },
          make("span", {}, make("span", { className: `dot t-${hit.type}` }), make("bdi", {}, short(hit.name))),
          hit.form === hit.name ? "" : make("small", {}, make("bdi", {}, short(hit.form))));
        option.setAttribute("role", "option");
        option.addEventListener("mousedown", (event) => { event.preventDefault(); shut(); pick(hit); });
        return option;
      }));
      list.hidden = !hits.length;
      input.setAttribute("aria-expanded", String(hits.length > 0));
    };
    const ask = async () => {
      const mine = ++asked, text = input.value.trim();
      if (!text) return shut();
      try {
        const answer = await fetch(`/suggest?q=${encodeURIComponent(text.slice(0, 200))}`);
        const hits = answer.ok ? await answer.json() : [];
        if (mine === asked) show(hits);
      } catch { shut(); }
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
    input.addEventListener("blur", shut);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" && !list.hidden) mark(marked + 1);
      else if (event.key === "ArrowUp" && !list.hidden) mark(marked - 1);
      else if (event.key === "Escape" && !list.hidden) shut();
      else if (event.key === "Enter" && marked >= 0 && !list.hidden) { const hit = found[marked]; shut(); pick(hit); }
      else if (event.key === "Enter" && input.dataset.first && found.length) { shut(); pick(found[0]); }
      else return;
      event.preventDefault();
    });
  }
  const short = (text) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
  const language = new URLSearchParams(location.search).get("lang");
  const kept = (page) => (language ? `${page}?lang=${encodeURIComponent(language)}` : page);
  const input = document.querySelector(".top input[name=q]");
  offer(input, document.getElementById("suggestions"), (hit) => location.assign(kept(hit.page)));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, textarea, select, [contenteditable], .CodeMirror")) {
      event.preventDefault();
      input.focus();
    }
  });
  window.parkgraph = { offer, make, kept, short };
})();
