package dev.lastmile.profile.decision;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether a column of texts has personal data, by its name and by a sample of its values. */
final class PersonalData {
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+\\.[A-Za-z]{2,}");
    private static final Pattern PHONE = Pattern.compile("(\\+|00|\\(?0|\\(\\d{3}\\))?[\\d\\s()/.x-]{7,22}");
    private static final Pattern PERSON = Pattern.compile("\\p{Lu}[\\p{L}'.’-]*,?(\\s+\\p{L}[\\p{L}'.’-]*,?){1,4}");
    private static final Pattern NAME_COLUMN = Pattern.compile(
            "(.*_)?(first|last|full|middle|given|family|sur|maiden|user|customer|client|person|patient|employee|contact|player"
                    + "|student|owner|passenger|author|senator)_?names?|names?|vorname|nachname|surname|nom|prenom"
                    + "|passenger|e_?mail(_?address)?|(tele|mobile_?|cell_?|home_?|work_?)?phone(_?(no|number))?|mobile|fax"
                    + "|ssn|social_security.*|passport.*|iban|(street_?|home_?|postal_?)?address|date_of_birth|dob");

    private PersonalData() {}

    /** Why it is personal data; empty if it is not. */
    static Optional<String> reason(ColumnProfile column, String[] sample) {
        String[] values = Arrays.stream(sample).filter(Objects::nonNull).toArray(String[]::new);
        if (share(values, EMAIL) > 0.5) {
            return Optional.of("mail addresses");
        }
        boolean isText = !column.type().isTemporal() && !column.isNumeric();
        String header = column.name().replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
        if (NAME_COLUMN.matcher(header).matches() && column.distinct() > 2) {
            return Optional.of("personal data by its name");
        }
        boolean formatted = Arrays.stream(values)
                        .filter(value -> value.matches(".*[ ()/+-].*|00?[0-9]{7,}"))
                        .count()
                > values.length * 0.5;
        boolean digits = Arrays.stream(values)
                        .filter(value -> value.replaceAll("[^0-9]", "").length() >= 7)
                        .count()
                > values.length * 0.8;
        boolean dates = share(values, Pattern.compile("\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4}.*")) > 0.5;
        if (isText && formatted && digits && !dates && share(values, PHONE) > 0.8 && column.distinct() > 20) {
            return Optional.of("phone numbers");
        }
        boolean many = column.distinct() > 20 && column.distinct() > column.values() * 0.2;
        if (isText && many && share(values, PERSON) > 0.8) {
            return Optional.of("what may be names of people");
        }
        return Optional.empty();
    }

    private static double share(String[] values, Pattern pattern) {
        long count = Arrays.stream(values)
                .filter(value -> pattern.matcher(value).matches())
                .count();
        return values.length == 0 ? 0 : count / (double) values.length;
    }
}
