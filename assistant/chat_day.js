// The day that questions are asked for: today, until the reader chooses another one.
(() => {
  "use strict";
  const chat = window.programmeChat;
  const field = () => chat.find("#day");
  // The reader's own day, not the one in Greenwich.
  const today = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };
  let shownToday = "";

  const written = (day) =>
    new Date(`${day}T12:00`).toLocaleDateString(chat.language === "fr" ? "fr-FR" : "en-GB", {
      day: "numeric", month: "long", year: "numeric",
    }).replace(/^1 /, chat.language === "fr" ? "1er " : "1 ");

  const show = () => {
    const changed = field().value !== today();
    chat.find("#day-box").classList.toggle("changed", changed);
    chat.find("#day-today").hidden = !changed;
    chat.find("#day-note").textContent = !changed ? ""
      : chat.day.isValid() ? chat.word("day.changed", { day: written(field().value) })
        : chat.word("error.day");
    field().setAttribute("aria-invalid", String(!chat.day.isValid()));
  };

  const toToday = () => {
    shownToday = today();
    field().value = shownToday;
    show();
  };

  chat.day = {
    isValid: () => field().validity.valid && field().value !== "",
    // Empty for today: the server's clock then tells, to the minute.
    chosen: () => {
      // A page left open overnight goes on with the new day.
      if (field().value === shownToday && shownToday !== today()) toToday();
      return field().value === today() ? "" : field().value;
    },
    mark: (article, day) => {
      const line = article.querySelector(".asked-for");
      line.hidden = !day;
      line.dataset.day = day ?? "";
      chat.day.translate(article);
    },
    translate: (root) => {
      for (const line of root.querySelectorAll(".asked-for[data-day]"))
        if (line.dataset.day)
          line.textContent = chat.word("day.asked", { day: written(line.dataset.day) });
    },
    show,
    bind: () => {
      toToday();
      field().addEventListener("input", show);
      chat.find("#day-today").addEventListener("click", () => { toToday(); field().focus(); });
    },
  };
})();
