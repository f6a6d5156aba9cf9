/** Long text without its middle: a name may be megabytes long, and what begins and ends it says which it is. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = Math.max(0, Math.floor((most - mark.length) / 2));
  return text.slice(0, half) + mark + text.slice(text.length - half);
}

const mark = " ... ";
