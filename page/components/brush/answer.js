/**
 * Hands a mask or a hint from the server to the editor of its name, and takes no room. It is
 * tiny because Streamlit sends a component's code along whenever its data change.
 */
export default ({ data, parentElement }) => {
  const place = parentElement.host?.closest("[data-testid=stElementContainer]");
  if (place) place.style.position = "absolute";
  const brushes = (window.seedcutBrushes ??= { answers: {}, editors: {}, models: {} });
  (brushes.answers[data.name] ??= {})[data.kind] = data;
  brushes.editors[data.name]?.receive(data);
};
