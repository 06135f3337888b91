// The explorer: the address says what is shown, the server says where it stands, sigma draws it.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const { offer, make, kept, short } = window.parkgraph;
  const at = (id) => document.getElementById(id);
  const { words, types, relations } = JSON.parse(at("explorer").dataset.config);
  const say = (key, ...values) => values.reduce((text, value) => text.replace("{}", value), words[key]);
  const LISTS = ["open", "with", "gone", "hide"];
  const calm = matchMedia("(prefers-reduced-motion: reduce)"), dark = matchMedia("(prefers-color-scheme: dark)");
  let state = read(), graph = null, renderer = null, chosen = null, hovered = null, near = new Set(), paths = [], onPath = new Set(), moving = 0;

  // --- the address
  function read() {
    const given = new URLSearchParams(location.search);
    const found = { whole: given.has("whole"), from: given.get("from") || "", to: given.get("to") || "" };
    for (const name of LISTS) found[name] = new Set(given.getAll(name));
    return found;
  }
  function query() {
    const given = new URLSearchParams();
    for (const name of LISTS) for (const value of state[name]) given.append(name, value);
    if (state.whole) given.set("whole", "1");
    for (const end of ["from", "to"]) if (state[end]) given.set(end, state[end]);
    return given;
  }
  function address() {
    const given = query(), language = new URLSearchParams(location.search).get("lang");
    if (language) given.set("lang", language);
    return `/explore?${given}`;
  }
  const shows = () => state.whole || state.open.size || state.with.size || (state.from && state.to);
  async function change(alter) {
    alter();
    history.pushState(null, "", address());
    await show();
  }
  window.addEventListener("popstate", () => { state = read(); show(); });

  // --- what is shown
  async function show() {
    at("start").hidden = Boolean(shows());
    if (!shows()) { draw({ things: [], relations: [], paths: [], left_out: 0 }); return; }
    at("status").textContent = words.loading;
    try {
      const answer = await fetch(`/explore.json?${query()}`);
      if (!answer.ok) throw new Error((await answer.text()).slice(0, 200));
      draw(await answer.json());
    } catch (error) {
      at("status").textContent = words.failed + error.message;
    }
  }
  function draw(scene) {
    const before = new Map();
    if (graph) graph.forEachNode((id, { x, y }) => before.set(id, { x, y }));
    const made = new graphology.Graph({ type: "directed" });
    const few = scene.things.length <= 400, scale = innerWidth < 700 ? 0.65 : 1;
    for (const thing of scene.things) {
      made.addNode(thing.id, {
        x: thing.x, y: thing.y, goal: { x: thing.x, y: thing.y }, label: thing.name, kind: thing.type, degree: thing.degree,
        page: thing.page, opened: thing.open, color: types[thing.type]?.colour || "#7c8798",
        size: scale * (few
          ? Math.min(17, 5 + Math.log2(1 + thing.degree) * 1.7 + (thing.type === "Park" ? 3 : 0))
          : Math.min(8, 1.2 + Math.log2(1 + thing.degree) * 0.7 + (thing.type === "Park" ? 1.2 : 0))),
      });
    }
    for (const relation of scene.relations) {
      made.addDirectedEdge(relation.from, relation.to, {
        predicates: relation.predicates, size: few ? 1.6 : 0.6, type: few ? "arrow" : "line",
        label: relation.predicates.map((name) => relations[name]?.label || name).join("、"),
        color: relations[relation.predicates[0]]?.colour || "#7c8798",
      });
    }
    graph = made;
    paths = scene.paths;
    onPath = new Set(paths.flat());
    if (chosen && !graph.hasNode(chosen)) chosen = null;
    hovered = null;
    start();
    glide(before);
    legend();
    around();
    panel();
    const note = state.from && state.to && !paths.length ? ` · ${words.path_none}` : "";
    at("status").textContent = say("shown_n", graph.order, graph.size) + (scene.left_out ? say("left_out_n", scene.left_out) : "") + note;
  }
  const ink = () => getComputedStyle(document.body).getPropertyValue("--ink").trim();
  const paper = () => getComputedStyle(document.body).getPropertyValue("--paper").trim();
  const faint = () => (dark.matches ? "#39414d" : "#dde0e3");
  function start() {
    if (renderer) { renderer.setGraph(graph); renderer.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1.15, angle: 0 }); return tune(); }
    try {
      renderer = new Sigma(graph, at("stage"), {
        allowInvalidContainer: true, zIndex: true, minCameraRatio: 0.01, maxCameraRatio: 4, labelFont: "system-ui, 'Noto Sans CJK SC', sans-serif",
        nodeReducer, edgeReducer, defaultDrawNodeHover: hover, defaultDrawNodeLabel: label, renderEdgeLabels: true, edgeLabelSize: 11,
        stagePadding: 70,
      });
    } catch (error) {
      at("stage").replaceChildren(make("p", { className: "notice" }, words.no_webgl));
      list();
      throw error;
    }
    renderer.getCamera().setState({ ratio: 1.15 });
    tune();
    renderer.on("beforeRender", () => { written = []; });
    renderer.on("afterRender", write);
    renderer.on("clickNode", ({ node }) => choose(node));
    renderer.on("doubleClickNode", ({ node, preventSigmaDefault }) => { preventSigmaDefault(); turn(node); });
    renderer.on("clickStage", () => choose(null));
    renderer.on("enterNode", ({ node }) => { hovered = node; around(); at("stage").style.cursor = "pointer"; });
    renderer.on("leaveNode", () => { hovered = null; around(); at("stage").style.cursor = ""; });
  }
  function tune() {
    const few = graph.order <= 400, narrow = innerWidth < 700;
    renderer.setSetting("labelColor", { color: ink() });
    renderer.setSetting("edgeLabelColor", { color: ink() });
    renderer.setSetting("labelSize", few && !narrow ? 13 : 11);
    renderer.setSetting("labelDensity", few ? 4 : 0.5);
    renderer.setSetting("labelGridCellSize", few ? 70 : 140);
    renderer.setSetting("labelRenderedSizeThreshold", few ? 3 : 5);
    renderer.setSetting("hideEdgesOnMove", graph.size > 4000);
    renderer.setSetting("hideLabelsOnMove", graph.order > 1500);
    renderer.setSetting("renderEdgeLabels", graph.order <= 400);
    renderer.setSetting("stagePadding", narrow ? 40 : 70);
  }
  dark.addEventListener("change", () => { if (renderer) tune(); });
  /** Let things go from where they were to where they belong. */
  function glide(before) {
    cancelAnimationFrame(moving);
    const met = graph.nodes().filter((id) => before.has(id));
    if (calm.matches || !met.length || graph.order > 800) return;
    const from = new Map();
    graph.forEachNode((id, { goal }) => from.set(id, before.get(id) || goal));
    const begun = performance.now();
    const step = (now) => {
      const t = Math.min(1, (now - begun) / 350), ease = 1 - (1 - t) ** 3;
      graph.updateEachNodeAttributes((id, attributes) => {
        const old = from.get(id);
        attributes.x = old.x + (attributes.goal.x - old.x) * ease;
        attributes.y = old.y + (attributes.goal.y - old.y) * ease;
        return attributes;
      }, { attributes: ["x", "y"] });
      if (t < 1) moving = requestAnimationFrame(step);
    };
    moving = requestAnimationFrame(step);
  }
  function around() {
    const middle = hovered || chosen;
    near = new Set(middle ? [middle, ...graph.neighbors(middle)] : []);
    if (renderer) renderer.refresh({ skipIndexation: true });
  }
  const hiddenThing = (id) => state.hide.has(graph.getNodeAttribute(id, "kind"));
  function nodeReducer(id, data) {
    if (state.hide.has(data.kind)) return { ...data, hidden: true };
    const changed = { ...data };
    if (near.size && !near.has(id)) Object.assign(changed, { color: faint(), label: null, zIndex: 0 });
    else if (near.size) Object.assign(changed, { zIndex: 2, forceLabel: near.size < 60 });
    else if (onPath.size && !onPath.has(id)) Object.assign(changed, { color: faint(), label: null });
    if (onPath.has(id)) Object.assign(changed, { forceLabel: true, zIndex: 3 });
    if (id === chosen || (data.opened && graph.order < 400)) Object.assign(changed, { forceLabel: true });
    if (id === chosen) Object.assign(changed, { highlighted: true, zIndex: 4 });
    return changed;
  }
  const pathEdge = (one, other) => paths.some((path) => path.some((id, i) => (id === one && path[i + 1] === other) || (id === other && path[i + 1] === one)));
  function edgeReducer(id, data) {
    const [one, other] = graph.extremities(id);
    if (data.predicates.every((name) => state.hide.has(name)) || hiddenThing(one) || hiddenThing(other)) return { ...data, hidden: true };
    const middle = hovered || chosen;
    if (middle) return one === middle || other === middle ? { ...data, zIndex: 2 } : { ...data, color: faint(), label: null, zIndex: 0 };
    if (onPath.size) return pathEdge(one, other) ? { ...data, size: data.size + 2.5, zIndex: 3, forceLabel: true } : { ...data, color: faint(), label: null };
    return graph.order <= 25 ? data : { ...data, label: null };
  }
  // Labels stand below their things, where the layout has left room for them. They are gathered while
  // sigma draws, and written at the end of it, the important ones first, where they cover no other.
  let written = [];
  function label(context, data, settings) {
    if (data.label) written.push({ context, settings, ...data });
  }
  const weight = (data) => (data.key === chosen || data.key === hovered ? 1e6 : 0) + (data.forceLabel ? 1e3 : 0) + data.size;
  function write() {
    const taken = [];
    for (const data of written.sort((a, b) => weight(b) - weight(a))) {
      const { context, settings } = data, text = cut(data.label, data.key === hovered ? 60 : 16);
      context.font = `${settings.labelWeight} ${settings.labelSize}px ${settings.labelFont}`;
      const wide = context.measureText(text).width, left = data.x - wide / 2, top = data.y + data.size + 2;
      const box = [left - 3, top, left + wide + 3, top + settings.labelSize * 1.2];
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
      taken.push(box);
      context.lineWidth = 3;
      context.lineJoin = "round";
      context.strokeStyle = paper();
      context.fillStyle = ink();
      context.strokeText(text, left, top + settings.labelSize);
      context.fillText(text, left, top + settings.labelSize);
    }
    written = [];
  }
  const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
  function hover(context, data) {
    context.beginPath();
    context.arc(data.x, data.y, data.size + 3, 0, Math.PI * 2);
    context.strokeStyle = ink();
    context.lineWidth = 1.5;
    context.stroke();
  }

  // --- acting on a thing
  function choose(id) {
    chosen = id;
    around();
    panel();
  }
  function turn(id) {
    return change(() => {
      if (!state.open.delete(id)) { state.open.add(id); state.with.delete(id); } else state.with.add(id);
      for (const other of state.gone) if (graph.hasNode(id)) state.gone.delete(other);
    });
  }
  function action(text, act) {
    const button = make("button", { type: "button" }, text);
    button.addEventListener("click", act);
    return button;
  }
  function goTo(id) {
    choose(id);
    if (!renderer || !graph.hasNode(id)) return;
    const place = renderer.getNodeDisplayData(id);
    if (place) renderer.getCamera().animate({ x: place.x, y: place.y, ratio: Math.min(renderer.getCamera().ratio, 0.5) }, { duration: calm.matches ? 0 : 300 });
  }
  function thingButton(id) {
    const { label: name, kind } = graph.getNodeAttributes(id);
    return action(make("span", {}, make("span", { className: `dot t-${kind}` }), make("bdi", {}, short(name))), () => goTo(id));
  }
  function panel() {
    const box = at("panel");
    box.hidden = chosen === null || !graph || !graph.hasNode(chosen);
    if (box.hidden) return;
    const id = chosen, { label: name, kind, page, opened, degree } = graph.getNodeAttributes(id);
    const close = action("×", () => choose(null));
    close.className = "close";
    const rows = graph.mapEdges(id, (edge, attributes, one, other) => make("li", {}, make("span", { className: "predicate" }, one === id ? `${attributes.label} → ` : `← ${attributes.label} `), thingButton(one === id ? other : one)));
    box.replaceChildren(close,
      make("p", { className: "badge" }, make("span", { className: `dot t-${kind}` }), types[kind]?.label || kind, ` · ${say("relations_n", degree)}`),
      make("h2", {}, make("bdi", {}, short(name))),
      make("div", { className: "do" },
        action(opened ? words.fold : words.expand, () => turn(id)),
        action(words.path_from, () => { state.from = id; state.with.add(id); history.replaceState(null, "", address()); at("status").textContent = words.path_wait; panel(); }),
        state.from && state.from !== id ? action(words.path_to, () => change(() => { state.to = id; state.with.add(id); choose(null); })) : "",
        state.to ? action(words.clear_path, () => change(() => { state.from = state.to = ""; })) : "",
        action(words.remove, () => change(() => { for (const name of ["open", "with"]) state[name].delete(id); state.gone.add(id); })),
        make("a", { className: "button", href: kept(page) }, words.to_page)),
      make("ul", {}, ...rows.slice(0, 200)));
  }
  /** Without WebGL the same things as a list. */
  function list() {
    chosen = null;
    at("panel").hidden = false;
    at("panel").replaceChildren(make("ul", {}, ...graph.nodes().slice(0, 500).map((id) => make("li", {}, make("a", { href: kept(graph.getNodeAttribute(id, "page")) }, graph.getNodeAttribute(id, "label"))))));
  }

  // --- filters
  function legend() {
    const counts = {}, lines = {};
    graph.forEachNode((_, { kind }) => { counts[kind] = (counts[kind] || 0) + 1; });
    graph.forEachEdge((_, { predicates }) => { for (const name of predicates) lines[name] = (lines[name] || 0) + 1; });
    const fill = (place, names, found, sign) => place.replaceChildren(...Object.keys(names).filter((name) => found[name]).map((name) => {
      const box = make("input", { type: "checkbox", checked: !state.hide.has(name) });
      box.addEventListener("change", () => {
        if (box.checked) state.hide.delete(name); else state.hide.add(name);
        history.replaceState(null, "", address());
        around();
      });
      return make("li", {}, make("label", {}, box, make("span", { className: `${sign}${name}` }), names[name].label, make("span", { className: "count" }, String(found[name]))));
    }));
    fill(at("type-list"), types, counts, "dot t-");
    fill(at("relation-list"), relations, lines, "line p-");
    at("legend").hidden = !graph.order;
  }

  // --- the bar
  offer(at("add-name"), at("add-list"), (hit) => {
    at("add-name").value = "";
    change(() => { state.open.add(hit.id); state.gone.delete(hit.id); chosen = hit.id; });
  });
  at("add-name").dataset.first = "yes";
  at("add").addEventListener("submit", (event) => event.preventDefault());
  at("whole").addEventListener("click", () => change(() => { state.whole = !state.whole; }));
  at("share").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      at("status").textContent = words.copied;
    } catch { window.prompt("", location.href); }
  });
  at("save").addEventListener("click", () => {
    if (!renderer) return;
    // drawn and copied in one go: the browser empties WebGL layers after each frame
    renderer.refresh({ schedule: false });
    const { width, height } = renderer.getDimensions(), ratio = window.devicePixelRatio || 1;
    const sheet = make("canvas", { width: width * ratio, height: height * ratio }), context = sheet.getContext("2d");
    context.fillStyle = paper();
    context.fillRect(0, 0, sheet.width, sheet.height);
    for (const layer of at("stage").querySelectorAll("canvas")) context.drawImage(layer, 0, 0, sheet.width, sheet.height);
    sheet.toBlob((blob) => {
      const link = make("a", { href: URL.createObjectURL(blob), download: "parkgraph.png" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    });
  });
  const zoom = (factor) => renderer && renderer.getCamera().animate({ ratio: renderer.getCamera().ratio * factor }, { duration: calm.matches ? 0 : 200 });
  at("closer").addEventListener("click", () => zoom(0.6));
  at("wider").addEventListener("click", () => zoom(1.6));
  at("fit").addEventListener("click", () => renderer && renderer.getCamera().animate({ x: 0.5, y: 0.5, ratio: 1.15, angle: 0 }, { duration: calm.matches ? 0 : 300 }));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.target.closest("input")) choose(null); });
  if (innerWidth < 700) at("legend").open = false;
  window.parkgraph.explorer = {
    get graph() { return graph; }, get renderer() { return renderer; }, get state() { return state; }, choose, turn,
  };
  show();
});
