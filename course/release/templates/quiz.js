// Writes the reader's choices as the line to paste; which of them are right is not known here.
const quiz = document.getElementById("quiz-form");
const line = document.getElementById("answers");

function write() {
  const chosen = Array.from(quiz.querySelectorAll("fieldset"), (question) => {
    const option = question.querySelector(":checked");
    return JSON.stringify(question.name) + ": " + (option ? JSON.stringify(option.value) : "None");
  });
  line.textContent = "answers = {" + chosen.join(", ") + "}";
}

async function copy(button) {
  getSelection().selectAllChildren(line);
  try {
    await navigator.clipboard.writeText(line.textContent);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Selected: copy it with your keyboard";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 3000);
}

quiz.addEventListener("change", write);
quiz.addEventListener("submit", (event) => event.preventDefault());
const button = document.getElementById("copy");
button.addEventListener("click", () => copy(button));
button.hidden = false;
write(); // A browser may remember what was chosen before the page was loaded again.
