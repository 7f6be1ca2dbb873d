// Marks each rule of a number that one composes while it is typed, and types plates and VINs in capitals.
// Only a convenience: the office's rules decide when the form is sent, and it works without this.

const RULES = {
  length: (serial, box) => serial.length === Number(box.dataset.length),
  letters: (serial) => (serial.match(/[A-Z]/g) ?? []).length <= 2,
  "no-io": (serial) => !/[IO]/.test(serial),
  energy: (serial, box) => box.dataset.energy.includes(serial[Number(box.dataset.energyAt)] ?? " "),
};

for (const box of document.querySelectorAll("[data-grammar]")) {
  const input = document.getElementById(box.dataset.grammar);
  const judge = () => {
    const serial = input.value.toUpperCase().replace(/\s/g, "");
    for (const line of box.querySelectorAll("[data-rule]")) {
      line.dataset.state = serial === "" ? "" : RULES[line.dataset.rule](serial, box) ? "met" : "broken";
    }
  };
  input.addEventListener("input", judge);
  judge();
}

for (const input of document.querySelectorAll('input[autocapitalize="characters"]')) {
  input.addEventListener("change", () => {
    input.value = input.value.toUpperCase();
  });
}
