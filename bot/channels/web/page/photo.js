// A photo is made smaller before it travels: cheaper for the person, and the place in its hidden data stays at home.
const LONGEST = 1800;
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_FILE_BYTES = 1024 * 1024;

/** The photo as a data address; null where it is too large even so. */
export async function prepare(file) {
  try {
    const picture = await load(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.naturalWidth, picture.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", 0.85);
  } catch {
    return file.size <= MOST_BYTES ? read(file) : null; // a kind this browser cannot draw: the house decides
  }
}

/** A small file as it is, as a data address; null where it is too large. */
export async function whole(file) {
  return file.size <= MOST_FILE_BYTES ? read(file) : null;
}

function load(file) {
  return new Promise((resolve, reject) => {
    const address = URL.createObjectURL(file);
    const picture = new Image();
    picture.onload = () => {
      URL.revokeObjectURL(address);
      resolve(picture);
    };
    picture.onerror = () => {
      URL.revokeObjectURL(address);
      reject(new Error("not drawable"));
    };
    picture.src = address;
  });
}

function read(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => resolve(null);
    reader.readAsDataURL(file);
  });
}
