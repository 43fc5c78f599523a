// Files that a visitor drops on the viewer or chooses.

/**
 * @param {HTMLElement} host where files may be dropped
 * @param {HTMLInputElement} field where one may be chosen
 * @param {(file: File) => void} opened hears of each
 * @param {AbortSignal} ended
 */
export function listenToFiles(host, field, opened, ended) {
  field.addEventListener("change", () => {
    const [file] = field.files;
    if (!file) return;
    opened(file);
    field.value = ""; // so that the same file can be chosen again
  }, { signal: ended });
  host.addEventListener("dragover", event => {
    event.preventDefault();
    host.classList.add("is-dropping");
  }, { signal: ended });
  host.addEventListener("dragleave", event => { if (!host.contains(event.relatedTarget)) host.classList.remove("is-dropping"); }, { signal: ended });
  host.addEventListener("drop", event => {
    event.preventDefault();
    host.classList.remove("is-dropping");
    const file = event.dataTransfer?.files[0];
    if (file) opened(file);
  }, { signal: ended });
}
