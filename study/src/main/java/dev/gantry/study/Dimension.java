package dev.gantry.study;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** The values that a study tries for one key. */
sealed interface Dimension {

    /**
     * The value of a random number.
     *
     * @param uniform from 0 to below 1
     * @return the value in HOCON
     */
    String draw(double uniform);

    /** The values of a grid; a range has none. */
    List<String> grid();

    /** These values, each as likely as the others. */
    record Choices(List<String> values) implements Dimension {

        @Override
        public String draw(double uniform) {
            return values.get((int) (uniform * values.size()));
        }

        @Override
        public List<String> grid() {
            return values;
        }
    }

    /** How numbers of a range are spread. */
    enum Scale {
        LINEAR,
        LOG
    }

    /** The numbers between two, rounded to four significant digits. */
    record Range(double from, double to, Scale scale) implements Dimension {

        private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

        public Range {
            if (from >= to) {
                throw new IllegalArgumentException("'from' must be below 'to', which is " + to + ", found " + from);
            }
            if (scale == Scale.LOG && from <= 0) {
                throw new IllegalArgumentException("'from' must be > 0 where the scale is log, found " + from);
            }
        }

        @Override
        public String draw(double uniform) {
            double drawn = scale == Scale.LOG ? from * Math.pow(to / from, uniform) : from + uniform * (to - from);
            BigDecimal rounded = new BigDecimal(drawn).round(DIGITS);
            double value = Math.clamp(rounded.doubleValue(), from, to);
            return BigDecimal.valueOf(value).stripTrailingZeros().toString();
        }

        @Override
        public List<String> grid() {
            return List.of();
        }
    }
}
