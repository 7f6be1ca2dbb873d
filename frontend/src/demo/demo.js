// In the demonstration only: a visitor has no papers and no car at hand, so each file field offers a drawn specimen.

const isEnglish = document.documentElement.lang.startsWith("en");
const words = isEnglish
  ? { one: "Use a specimen", all: "Fill all photos with specimens", done: "Specimen chosen", failed: "Try again" }
  : { one: "用样张", all: "照片都用样张", done: "已选样张", failed: "再试一次" };

// The specimen that fits a field: a photo by its code, a page by the item that the form is about.
function addressOf(input) {
  const item = input.form?.elements.namedItem("item")?.value ?? "";
  const name = item ? `page-${item}` : input.name;
  return `/demo/specimen/${encodeURIComponent(name)}.jpg`;
}

async function choose(input) {
  const answer = await fetch(addressOf(input));
  if (!answer.ok) throw new Error(answer.statusText);
  const chosen = new DataTransfer();
  chosen.items.add(new File([await answer.blob()], "specimen.jpg", { type: "image/jpeg" }));
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function offer(text, place, inputs) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "demo-specimen";
  button.textContent = text;
  button.addEventListener("click", async () => {
    try {
      await Promise.all(inputs.map(choose));
      button.textContent = words.done;
    } catch {
      button.textContent = words.failed;
    }
  });
  place.after(button);
}

for (const form of document.forms) {
  const files = [...form.querySelectorAll("input[type=file]:not([data-scan-picture])")]; // no specimen is a code
  const inputs = files.filter((input) => input.accept.includes("image/"));
  if (inputs.length > 2) offer(words.all, form.querySelector("h1, h2, legend") ?? inputs[0], inputs);
  else for (const input of inputs) offer(words.one, input, [input]);
}
