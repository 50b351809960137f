/* What htmx does not do: shows that the next page is on its way, and takes the words of a correction from the text. */
"use strict";

const waiting = document.getElementById("waiting");
addEventListener("beforeunload", () => waiting.classList.add("htmx-request"));
addEventListener("pageshow", () => waiting.classList.remove("htmx-request"));

const wordsForm = document.getElementById("words-form");
if (wordsForm) {
  const text = document.querySelector(".text");
  const { statement, content } = wordsForm.elements;
  let isChosenByHand = false;

  /* The words of a selection, without the notes and numbers that stand between them. */
  const selectedWords = (range) => {
    const part = range.cloneContents();
    part.querySelectorAll(".end").forEach((end) => end.remove());
    return part.textContent.replace(/\s+/g, " ").trim();
  };

  /* The statement around the beginning of a selection, or the nearest before it. */
  const nearestStatement = (range) => {
    let nearest = null;
    for (const said of text.querySelectorAll(".said[data-statement]")) {
      if (said.contains(range.startContainer)) nearest = said;
      else if (range.comparePoint(said, 0) < 0 && !nearest?.contains(range.startContainer)) nearest = said;
    }
    return nearest?.dataset.statement;
  };

  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.commonAncestorContainer)) return;
    const words = selectedWords(range);
    if (!words) return;
    content.value = words;
    const near = nearestStatement(range);
    if (near && !isChosenByHand) statement.value = near;
    wordsForm.hidden = false;
  });
  statement.addEventListener("change", () => { isChosenByHand = true; });
  const close = () => {
    wordsForm.hidden = true;
    isChosenByHand = false;
    document.getSelection().removeAllRanges();
  };
  wordsForm.querySelector("[type=button]").addEventListener("click", close);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !wordsForm.hidden) close(); });
}
