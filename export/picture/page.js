"use strict";
(() => {
  const { make, own, glyph, cut, roomBook } = parts;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const at = (id) => document.getElementById(id);
  const data = read("data");
  const { things, facts, articles } = data;
  const typeOf = new Map(data.types.map((type) => [type.name, type]));
  const relationOf = new Map(data.relations.map((relation) => [relation.name, relation]));
  const factsOf = things.map(() => []);
  facts.forEach((fact, i) => {
    factsOf[fact.s].push(i);
    if (fact.o !== fact.s) factsOf[fact.o].push(i);
  });
  const off = { types: new Set(), relations: new Set() };
  let chosen = null; // {things: Set, facts: Set} in full ink, or null: all

  function swatch(relation) {
    const line = make("span", { className: "swatch" });
    line.style.background = relation.colour;
    return line;
  }

  // --- the drawing
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const face = getComputedStyle(document.documentElement).fontFamily;
  let tones = readTones();
  function readTones() {
    const style = getComputedStyle(document.documentElement);
    const tone = (name) => style.getPropertyValue(name).trim();
    return { ground: tone("--ground"), ink: tone("--ink"), quiet: tone("--quiet"), region: tone("--region") };
  }
  const given = { nodes: read("nodes"), edges: read("edges") };
  const nodes = new vis.DataSet(given.nodes.map((node) => ({ ...node, label: undefined, ...inkOfNode(node, false) })));
  const edges = new vis.DataSet(given.edges.map((edge) => ({ ...edge, ...inkOfEdge(edge, false, false) })));
  const network = new vis.Network(at("network"), { nodes, edges }, read("options"));

  function inkOfNode(node, faded) {
    const background = node.hollow ? tones.ground : node.color;
    const lively = { background, border: tones.ink };
    return {
      opacity: faded ? 0.13 : 1,
      borderWidth: node.hollow ? 3 : 1,
      color: { background, border: node.color, highlight: lively, hover: lively },
    };
  }
  function inkOfEdge(edge, faded, lit) {
    const opacity = faded ? 0.05 : lit ? 0.95 : things.length > 300 ? 0.32 : 0.5;
    const { color } = edge;
    return {
      color: { color, highlight: color, hover: color, opacity },
      width: lit ? 1.8 : 1,
      label: lit ? said(facts[edge.id]) : "",
      font: { size: 11, face, align: "middle", color: tones.quiet, strokeColor: tones.ground, strokeWidth: 3 },
    };
  }
  const labelOf = (fact) => relationOf.get(fact.p).zh;
  const said = (fact) => (fact.r ? cut(fact.r, 10) : labelOf(fact));

  network.on("beforeDrawing", (canvas) => {
    canvas.fillStyle = tones.region;
    for (const [x, y, width, height] of data.regions) {
      canvas.beginPath();
      canvas.roundRect(x - width / 2 - 8, y - height / 2 - 8, width + 16, height + 16, 40);
      canvas.fill();
    }
    trace(canvas);
  });
  // Seen from afar, lines would be thinner than a pixel: here they are drawn once more, all of one
  // colour in one go, so that the wide view shows what hangs together.
  const FAR = 0.5;
  const THIN = 0.6;
  function trace(canvas) {
    const scale = network.getScale();
    if (scale > FAR) return;
    const places = network.getPositions();
    const ways = new Map();
    const drawn = chosen === null ? facts.keys() : chosen.facts;
    for (const i of drawn) {
      const [one, other] = [places[facts[i].s], places[facts[i].o]];
      if (!one || !other || !factShown(i)) continue;
      const colour = given.edges[i].color;
      if (!ways.has(colour)) ways.set(colour, new Path2D());
      ways.get(colour).moveTo(one.x, one.y);
      ways.get(colour).lineTo(other.x, other.y);
    }
    canvas.save();
    canvas.globalAlpha = chosen === null ? 0.5 : 0.9;
    canvas.lineWidth = (chosen === null ? THIN : 1.6) / scale;
    for (const [colour, way] of ways) {
      canvas.strokeStyle = colour;
      canvas.stroke(way);
    }
    canvas.restore();
  }

  // Labels are drawn here and not by vis-network: in a size that stays legible at every zoom, the
  // best connected first, and only where there is room for them.
  const pen = document.createElement("canvas").getContext("2d");
  const labels = given.nodes.map((node) => {
    const lines = node.label.split("\n");
    const heavy = things[node.id].t === "Park";
    const size = node.font.size;
    pen.font = `${heavy ? "bold " : ""}${size}px ${face}`;
    return { lines, heavy, size, width: Math.max(...lines.map((line) => pen.measureText(line).width)) };
  });
  const weight = (i) => factsOf[i].length + (labels[i].heavy ? 1000 : 0);
  const order = things.map((_, i) => i).sort((a, b) => weight(b) - weight(a) || a - b);
  const LEAST = 12;
  const MOST = 20;
  const LINE = 1.24;
  // In a wide view there is one label for so many square pixels, the important ones first; nearer,
  // where labels have the size they were laid out for, everything has its own.
  const AREA = 13000;
  const LEGIBLE = 9;

  network.on("afterDrawing", (canvas) => {
    const scale = network.getScale();
    const middle = network.getViewPosition();
    const places = network.getPositions();
    const half = { x: at("stage").clientWidth / 2 / scale + 60, y: at("stage").clientHeight / 2 / scale + 60 };
    const taken = roomBook(110 / scale);
    let room = (at("stage").clientWidth * at("stage").clientHeight) / AREA;
    const shown = chosen === null ? order : order.filter((i) => chosen.things.has(i));
    canvas.textAlign = "center";
    canvas.textBaseline = "top";
    canvas.lineJoin = "round";
    canvas.strokeStyle = tones.ground;
    canvas.fillStyle = tones.ink;
    for (const i of shown) {
      if (!thingShown(i) || !places[i]) continue; // hidden things have no place
      const { x, y } = places[i];
      if (Math.abs(x - middle.x) > half.x || Math.abs(y - middle.y) > half.y) continue;
      const label = labels[i];
      if (chosen === null && room <= 0 && label.size * scale < LEGIBLE) continue;
      const size = Math.min(Math.max(label.size, LEAST / scale), MOST / scale);
      const width = (label.width * size) / label.size;
      const top = y + given.nodes[i].size + 3 / scale;
      const height = label.lines.length * size * LINE;
      if (!taken.book(x - width / 2, top, x + width / 2, top + height)) continue;
      room -= 1;
      canvas.font = `${label.heavy ? "bold " : ""}${size}px ${face}`;
      canvas.lineWidth = 3 / scale;
      for (const draw of ["strokeText", "fillText"]) {
        label.lines.forEach((line, row) => canvas[draw](line, x, top + (row + 0.1) * size * LINE));
      }
    }
  });
  function paint() {
    nodes.update(given.nodes.map((node) => ({
      id: node.id, ...inkOfNode(node, chosen !== null && !chosen.things.has(node.id)),
    })));
    edges.update(given.edges.map((edge) => ({
      id: edge.id,
      ...inkOfEdge(edge, chosen !== null && !chosen.facts.has(edge.id), chosen !== null && chosen.facts.has(edge.id)),
    })));
  }
  dark.addEventListener("change", () => { tones = readTones(); paint(); });
  // on paper as by day, whatever the screen is like
  const PAPER = { ground: "#ffffff", ink: "#000000", quiet: "#444444", region: "rgba(0, 0, 0, 0.04)" };
  const redrawn = (inks) => () => { tones = inks(); paint(); network.redraw(); };
  window.addEventListener("beforeprint", redrawn(() => PAPER));
  window.addEventListener("afterprint", redrawn(readTones));

  // --- filters
  const typeShown = (i) => !off.types.has(things[i].t);
  const factShown = (i) => !off.relations.has(facts[i].p) && typeShown(facts[i].s) && typeShown(facts[i].o);
  // With some relations hidden, things that have only those would stand about unconnected.
  const thingShown = (i) => typeShown(i) && (!off.relations.size || factsOf[i].some(factShown));
  function filter() {
    nodes.update(things.map((_, id) => ({ id, hidden: !thingShown(id) })));
    edges.update(facts.map((_, id) => ({ id, hidden: !factShown(id) })));
    summarise();
  }
  function summarise() {
    const shown = things.filter((_, i) => thingShown(i)).length;
    const lines = facts.filter((_, i) => factShown(i)).length;
    const left = data.total - things.length;
    at("summary").textContent =
      `显示 ${shown} 个事物、${lines} 条关系，出自 ${articles.length} 篇文章` +
      (left ? `；共 ${data.total} 个，另有 ${left} 个关系较少的未画出` : "");
    at("summary").title = at("summary").textContent;
  }
  function legend(group, entries, picture, list) {
    at(group).replaceChildren(...entries.map((entry) => {
      const box = make("input", { type: "checkbox", checked: true, "aria-label": `显示${entry.zh}` });
      const row = make("li", { "data-name": entry.name }, box,
        make("button", { type: "button", onclick: () => list(entry) },
          picture(entry), entry.zh, make("span", { className: "count" }, String(entry.count))));
      box.addEventListener("change", () => {
        off[group][box.checked ? "delete" : "add"](entry.name);
        row.classList.toggle("off", !box.checked);
        filter();
      });
      return row;
    }));
    const all = (checked) => () => {
      for (const box of at(group).querySelectorAll("input")) {
        if (box.checked !== checked) box.click();
      }
    };
    document.querySelector(`[data-all="${group}"]`).addEventListener("click", all(true));
    document.querySelector(`[data-none="${group}"]`).addEventListener("click", all(false));
  }

  // --- the panel
  function open(...children) {
    at("details").replaceChildren(...children.filter((child) => child !== null));
    at("details").scrollTop = 0;
    at("panel").hidden = false;
  }
  function thingButton(i) {
    return make("button", { type: "button", className: "thing", onclick: () => choose(i, true) },
      glyph(typeOf.get(things[i].t)), own(things[i].n));
  }
  function marked(text, forms) {
    const parts = [...new Set(forms)].filter(Boolean).sort((a, b) => b.length - a.length)
      .map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    if (!parts.length) return [text];
    return text.split(new RegExp(`(${parts.join("|")})`)).filter(Boolean)
      .map((piece) => (forms.includes(piece) ? make("mark", {}, piece) : piece));
  }
  function quote([article, , text], fact) {
    const { title, date, source } = articles[article];
    const forms = [fact.s, fact.o].flatMap((i) => [things[i].n, ...things[i].a]).concat(fact.r || []);
    return make("div", {},
      make("blockquote", {}, make("bdi", {}, ...marked(text.replace(/\s*\n\s*/g, " "), forms))),
      make("p", { className: "source", title: source },
        ...(title ? ["《", own(title), "》 · "] : []), date || "日期不详", " · ", own(source)));
  }
  function quotes(fact, count) {
    const box = make("div", {}, ...fact.e.slice(0, count).map((e) => quote(e, fact)));
    const rest = fact.e.slice(count);
    if (rest.length) {
      const more = make("button", { type: "button", className: "more" }, `另有 ${rest.length} 处依据`);
      more.addEventListener("click", () => more.replaceWith(...rest.map((e) => quote(e, fact))));
      box.append(more);
    }
    return box;
  }
  function role(fact) {
    return fact.r ? make("span", { className: "role" }, own(fact.r)) : null;
  }
  function sections(i) {
    const groups = new Map();
    for (const number of factsOf[i]) {
      const fact = facts[number];
      const outward = fact.s === i;
      const key = `${fact.p} ${outward}`;
      if (!groups.has(key)) groups.set(key, { relation: relationOf.get(fact.p), outward, rows: [] });
      groups.get(key).rows.push({ fact, other: outward ? fact.o : fact.s });
    }
    const order = [...relationOf.keys()];
    return [...groups.values()]
      .sort((a, b) => order.indexOf(a.relation.name) - order.indexOf(b.relation.name) || b.outward - a.outward)
      .map(({ relation, outward, rows }) => make("section", {},
        make("h3", {}, swatch(relation), outward ? relation.zh : relation.inverse,
          make("span", { className: "count" }, String(rows.length))),
        ...rows.map(({ fact, other }) =>
          make("div", { className: "fact" }, thingButton(other), role(fact), quotes(fact, 1)))));
  }
  function choose(i, move) {
    const thing = things[i];
    const around = new Set([i]);
    for (const number of factsOf[i]) around.add(facts[number].s).add(facts[number].o);
    chosen = { things: around, facts: new Set(factsOf[i]) };
    paint();
    network.selectNodes([i], false);
    const near = make("button", { type: "button", className: "near" }, `在图中看这 ${around.size - 1} 个相关事物`);
    near.addEventListener("click", () => frame([...around]));
    const type = typeOf.get(thing.t);
    open(
      make("h2", {}, own(thing.n)),
      make("p", { className: "badge" }, glyph(type), type.zh, thing.k ? `· ${data.kinds[thing.k] || thing.k}` : "",
        thing.c ? `· 见于 ${thing.c} 篇文章` : ""),
      thing.a.length ? make("p", { className: "aliases" }, "又称：",
        ...thing.a.flatMap((name, i) => [i ? "、" : "", own(name)])) : null,
      around.size > 1 ? near : make("p", { className: "aliases" }, "文章提到，尚无关系。"),
      ...sections(i),
    );
    if (move) {
      const scale = Math.max(network.getScale(), 0.95);
      network.focus(i, { scale, offset: { x: -beside() / 2, y: 0 }, animation: motion() });
      at("details").focus({ preventScroll: true });
    } else reveal([i]);
  }
  function chooseFact(number, move) {
    const fact = facts[number];
    const relation = relationOf.get(fact.p);
    chosen = { things: new Set([fact.s, fact.o]), facts: new Set([number]) };
    paint();
    network.selectEdges([number]);
    open(
      make("h2", {}, "关系"),
      make("div", { className: "says" }, thingButton(fact.s),
        make("span", { className: "predicate" }, swatch(relation), `${relation.zh} →`, role(fact)),
        thingButton(fact.o)),
      make("h3", {}, "原文依据", make("span", { className: "count" }, String(fact.e.length))),
      quotes(fact, 20),
    );
    if (move) frame([fact.s, fact.o]);
    else reveal([fact.s, fact.o]);
  }
  function listThings(type) {
    const rows = things.map((_, i) => i).filter((i) => things[i].t === type.name)
      .sort((a, b) => factsOf[b].length - factsOf[a].length || things[a].n.localeCompare(things[b].n, "zh"));
    clear();
    open(make("h2", {}, type.zh), make("p", { className: "badge" }, glyph(type), `共 ${rows.length} 个，按关系多少排列`),
      make("div", { className: "says" }, ...rows.map(thingButton)));
  }
  function listFacts(relation) {
    const rows = facts.map((_, i) => i).filter((i) => facts[i].p === relation.name);
    clear();
    open(make("h2", {}, relation.zh), make("p", { className: "badge" }, swatch(relation), `共 ${rows.length} 条`),
      ...rows.map((i) => {
        const fact = facts[i];
        const proof = make("button", { type: "button", className: "more" }, "依据");
        proof.addEventListener("click", () => chooseFact(i, true));
        return make("div", { className: "fact" }, thingButton(fact.s), " → ", thingButton(fact.o), role(fact), proof);
      }));
  }
  function clear() {
    at("panel").hidden = true;
    network.unselectAll();
    if (chosen === null) return;
    chosen = null;
    paint();
  }

  // --- moving about
  const motion = () => (calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });
  function look(animation = motion()) {
    network.fit({ maxZoomLevel: 1.3, animation });
  }
  /** Show these things beside the panel, no larger than is of use. */
  function frame(ids) {
    const places = Object.values(network.getPositions(ids.filter(thingShown)));
    if (!places.length) return;
    const span = (axis) => {
      const values = places.map((place) => place[axis]);
      return [Math.min(...values), Math.max(...values)];
    };
    const [left, right] = span("x");
    const [top, bottom] = span("y");
    const room = { width: at("stage").clientWidth - beside(), height: at("stage").clientHeight };
    const scale = Math.min(1.1, room.width / (right - left + 240), room.height / (bottom - top + 160));
    network.moveTo({
      position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale,
      offset: { x: -beside() / 2, y: 0 }, animation: motion(),
    });
  }
  /** Move what was chosen out from under the panel. */
  function reveal(ids) {
    const edge = at("stage").clientWidth - beside() - 20;
    const rightmost = Math.max(...Object.values(network.getPositions(ids.filter(thingShown))).map((place) => network.canvasToDOM(place).x));
    if (rightmost <= edge) return;
    const { x, y } = network.getViewPosition();
    network.moveTo({ position: { x: x + (rightmost - edge + 60) / network.getScale(), y }, animation: motion() });
  }
  const beside = () => (at("panel").hidden ? 0 : at("panel").offsetWidth + 12);
  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: motion() });
  at("closer").addEventListener("click", () => zoom(1.5));
  at("wider").addEventListener("click", () => zoom(1 / 1.5));
  at("whole").addEventListener("click", () => { clear(); look(); });
  at("close").addEventListener("click", clear);
  network.on("click", ({ nodes: [node], edges: [edge] }) => {
    if (node !== undefined) choose(node, false);
    else if (edge !== undefined) chooseFact(edge);
    else clear();
  });
  function tip(pieces, { x, y }) {
    at("tip").replaceChildren(...pieces);
    at("tip").style.left = `${Math.min(x + 14, at("stage").clientWidth - 330)}px`;
    at("tip").style.top = `${y + 16}px`;
    at("tip").hidden = false;
    at("network").style.cursor = "pointer";
  }
  const plain = () => { at("tip").hidden = true; at("network").style.cursor = ""; };
  network.on("hoverNode", ({ node, pointer }) =>
    tip([own(cut(things[node].n, 80)), `（${typeOf.get(things[node].t).zh}，${factsOf[node].length} 条关系）`], pointer.DOM));
  network.on("hoverEdge", ({ edge, pointer }) => {
    const fact = facts[edge];
    const [one, other] = [fact.s, fact.o].map((i) => own(cut(things[i].n, 80)));
    tip([one, ` ${labelOf(fact)} `, other, ...(fact.r ? ["（", own(cut(fact.r, 80)), "）"] : [])], pointer.DOM);
  });
  network.on("blurNode", plain);
  network.on("blurEdge", plain);
  network.on("dragStart", plain);
  network.on("zoom", plain);

  // --- search
  const MARKS = /[\s"'“”‘’「」『』《》〈〉()（）[\]【】·•,，、.。:：;；\-—–_|/]/gu;
  const folded = (text) => [...text.normalize("NFKC").toLowerCase()]
    .map((character) => data.folds[character] || character).join("").replace(MARKS, "");
  const forms = things.map((thing) => [thing.n, ...thing.a].map((form) => [folded(form), form]));
  let marker = 0;
  function matching(text) {
    const wanted = folded(text);
    if (!wanted) return [];
    const found = [];
    forms.forEach((names, i) => {
      let best = null;
      for (const [form, shown] of names) {
        if (!form.includes(wanted)) continue;
        const rank = form === wanted ? 0 : form.startsWith(wanted) ? 1 : 2;
        if (best === null || rank < best.rank) best = { i, rank, shown };
      }
      if (best !== null) found.push(best);
    });
    return found.sort((a, b) => a.rank - b.rank || factsOf[b.i].length - factsOf[a.i].length);
  }
  function suggest() {
    const text = at("search").value;
    const found = matching(text);
    const rows = found.slice(0, 30).map(({ i, shown }, row) => make("li",
      { id: `match-${row}`, role: "option", onclick: () => pick(i) },
      glyph(typeOf.get(things[i].t)), make("span", {}, own(cut(things[i].n, 80)),
        shown === things[i].n ? null : make("span", { className: "also" }, "　又称 ", own(cut(shown, 80))))));
    if (found.length > 30) rows.push(make("li", { className: "none" }, `另有 ${found.length - 30} 个，请多输入几个字`));
    if (text.trim() && !found.length) rows.push(make("li", { className: "none" }, "没有找到，试试较短的名称"));
    at("matches").replaceChildren(...rows);
    at("matches").hidden = !rows.length;
    at("search").setAttribute("aria-expanded", String(rows.length > 0));
    at("search").found = found;
    point(0);
  }
  function point(row) {
    const options = at("matches").querySelectorAll("[role=option]");
    marker = Math.max(0, Math.min(row, options.length - 1));
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === marker)));
    if (options.length) {
      at("search").setAttribute("aria-activedescendant", `match-${marker}`);
      options[marker].scrollIntoView({ block: "nearest" });
    } else at("search").removeAttribute("aria-activedescendant");
  }
  function shut() {
    at("matches").hidden = true;
    at("search").setAttribute("aria-expanded", "false");
  }
  function pick(i) {
    shut();
    at("search").value = things[i].n;
    if (!thingShown(i)) for (const group of ["types", "relations"]) document.querySelector(`[data-all="${group}"]`).click();
    choose(i, true);
  }
  at("search").addEventListener("input", suggest);
  at("search").addEventListener("focus", () => { at("search").select(); if (at("search").value) suggest(); });
  at("search").addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const found = at("search").found || [];
    if (event.key === "ArrowDown") point(marker + 1);
    else if (event.key === "ArrowUp") point(marker - 1);
    else if (event.key === "Enter" && found.length) pick(found[marker].i);
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".search")) shut(); });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input[type=search]");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      at("search").focus();
    } else if (event.key === "Escape") {
      if (!at("matches").hidden) shut();
      else { clear(); if (typing) at("search").blur(); else look(); }
    }
  });

  legend("types", data.types, glyph, listThings);
  legend("relations", data.relations, swatch, listFacts);
  summarise();
  look(false);
  network.canvas.frame.tabIndex = 0;
  window.parkgraph = { network, nodes, edges, choose, chooseFact, data };
})();
