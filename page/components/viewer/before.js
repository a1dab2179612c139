/** Hands the photo before to the viewer of the same name, without taking any room. */
export default ({ data, parentElement }) => {
  const place = parentElement.closest("[data-testid=stElementContainer]");
  if (place) place.style.position = "absolute";
  const befores = (window.seedcutBefore ??= { pictures: {}, listeners: {} });
  befores.pictures[data.name] = data.picture;
  befores.listeners[data.name]?.();
};
