// YASGUI in place of the plain form, which stays for those without script.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("yasgui"), plain = document.getElementById("plain");
  if (!window.Yasgui) return;
  const prefixes = JSON.parse(place.dataset.prefixes);
  const text = plain.elements.query.value;
  // What it would fetch from elsewhere is switched off: completion by LOV and by prefix.cc.
  const { Yasgui } = window;
  Yasgui.Yasqe.defaults.autocompleters = ["variables"];
  Yasgui.Yasqe.defaults.createShareableLink = null;
  Yasgui.Yasr.defaults.prefixes = prefixes;
  const endpoint = new URL("/sparql", location.href).href;
  /** The editor complains of prefixes that the endpoint knows by itself. */
  const declared = (sparql) => {
    const lines = Object.entries(prefixes)
      .filter(([name]) => new RegExp(`(^|[^\\w:-])${name}:`).test(sparql) && !new RegExp(`PREFIX\\s+${name}:`, "i").test(sparql))
      .map(([name, namespace]) => `PREFIX ${name}: <${namespace}>\n`);
    return lines.join("") + sparql;
  };
  const gui = new Yasgui(place, {
    requestConfig: { endpoint, method: "POST" },
    copyEndpointOnNewTab: true,
    persistenceId: "parkgraph",
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    yasqe: { value: declared(text.trim()) },
  });
  const put = (sparql) => {
    const tab = gui.getTab() || gui.addTab(true);
    tab.setEndpoint(endpoint);
    tab.setQuery(declared(sparql.trim()));
    if (tab.getYasqe()) tab.getYasqe().refresh();
  };
  put(text);
  plain.hidden = true;
  // the editor takes the focus, and a narrow window would be scrolled down to it
  document.activeElement.blur();
  scrollTo(0, 0);
  for (const link of document.querySelectorAll("[data-query]")) {
    link.addEventListener("click", (event) => { event.preventDefault(); put(link.dataset.query); });
  }
  window.parkgraph.gui = gui;
});
