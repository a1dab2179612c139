/** Shows a cutout and the photo before, with a slider between, and says which place was picked. */

import { readLetters } from "../mailbox.js";

const STEP = 0.02;
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const within = (share) => Math.min(Math.max(share, 0), 1);

export default function mount({ data, parentElement, setStateValue }) {
  const find = (name) => parentElement.querySelector(`.viewer${name}`);
  const [viewer, frame, spot] = ["", "-frame", "-spot"].map(find);
  const slider = parentElement.querySelector("input");

  const showShare = () => {
    viewer.style.setProperty("--before", `${slider.value}%`);
    viewer.classList.toggle("viewer-whole", slider.value === "0");
  };
  const showSpot = () => {
    spot.hidden = !data.spot;
    if (!data.spot) return;
    spot.style.top = `${100 * data.spot[0]}%`;
    spot.style.left = `${100 * data.spot[1]}%`;
  };
  const pick = (row, col) => setStateValue("spot", [within(row), within(col)]);

  const after = find("-after");
  // The same room until the picture is there, which has other proportions if it is cropped.
  viewer.style.setProperty("--aspect", data.aspect);
  after.onload = () => {
    viewer.style.setProperty("--aspect", after.naturalWidth / after.naturalHeight);
  };
  after.src = data.after;
  // The photo before comes on its own, once.
  readLetters(data.name, (kind, picture) => (find("-before").src = picture));
  showShare();
  showSpot();
  slider.oninput = showShare;
  frame.onclick = ({ clientX, clientY }) => {
    const box = frame.getBoundingClientRect();
    pick((clientY - box.top) / box.height, (clientX - box.left) / box.width);
  };
  frame.onkeydown = (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const [row, col] = data.spot ?? [0.5, 0.5];
    pick(row + STEP * arrow[0], col + STEP * arrow[1]);
  };
}
