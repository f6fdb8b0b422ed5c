/**
 * Permeability constants of the human chorioamnion at term and at 12 to 26 weeks: M. Hollander, D. A. Wolfe,
 * Nonparametric Statistical Methods, Wiley 1973, 69f, as in R's help of wilcox.test.
 */
export const permeability = {
  term: [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46],
  early: [1.15, 0.88, 0.9, 0.74, 1.21],
};

/** Hamilton depression scale before and after: Hollander and Wolfe, 29f, as in R's help of wilcox.test. */
export const depression = {
  before: [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3],
  after: [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29],
};

/** Ozone in May and August 1973, of R's data set airquality, without the days that have none. */
export const ozone = {
  may: [41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37],
  august: [
    39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85,
  ],
};
