import type { Paint } from "./paint.ts";
import type { ShowPath } from "./paths.ts";
import type { PathStyle } from "./report.ts";

/** How reports for people look; nothing of it is found out here. */
export interface TextStyle {
  readonly paths: PathStyle;
  readonly paint: Paint;
  /** Columns; less than 60 is taken as 60. */
  readonly width: number;
  /** True where lines of the output may be taken as commands: GitHub Actions, Azure Pipelines. */
  readonly ci: boolean;
  /** True where pictures may use box drawing; absent: plain ASCII. */
  readonly unicode?: boolean;
}

export const defaultWidth = 80;
const leastWidth = 60;

/** The columns that a report uses. */
export const columnsOf = (style: TextStyle): number => Math.max(leastWidth, style.width);

/** What every part of a report for people needs. */
export interface TextContext {
  readonly show: ShowPath;
  readonly paint: Paint;
  readonly width: number;
  /** Pictures may use box drawing. */
  readonly unicode?: boolean;
}
