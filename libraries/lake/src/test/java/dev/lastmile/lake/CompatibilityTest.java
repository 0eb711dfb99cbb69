package dev.lastmile.lake;

import static dev.lastmile.lake.fixture.Lakes.contract;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            a|integer|true;                        a|long|true;                           compatible: column a was int and is bigint
            a|float|true;                          a|double|true;                         compatible: column a was float and is double
            a|decimal(5,2)|true;                   a|decimal(9,2)|true;                   compatible: column a was decimal(5,2) and is decimal(9,2)
            a|long|true;                           a|integer|true;                        incompatible: column a was bigint and is int, which is narrower
            a|long|true;                           a|string|true;                         incompatible: column a was bigint and is string
            a|long|false;                          a|long|true;                           compatible: column a may be null
            a|long|true;                           a|long|false;                          incompatible: column a may not be null
            a|long|true;                           a|long|true|{"min":0};                 incompatible: column a: min 0 is new
            a|long|true|{"min":0};                 a|long|true;                           compatible: column a: min 0 was dropped
            a|long|true|{"min":0};                 a|long|true|{"min":1};                 incompatible: column a: min was 0 and is 1
            a|long|true|{"max":9};                 a|long|true|{"max":8};                 incompatible: column a: max was 9 and is 8
            a|long|true|{"max":9};                 a|long|true|{"max":10};                compatible: column a: max was 9 and is 10
            a|string|true|{"allowed":["x"]};       a|string|true|{"allowed":["x","y"]};   compatible: column a allowed [x] and allows [x, y]
            a|string|true|{"allowed":["x","y"]};   a|string|true|{"allowed":["y"]};       incompatible: column a allowed [x, y] and allows [y]
            a|string|true;                         a|string|true|{"allowed":["y"]};       incompatible: column a allowed anything and allows [y]
            a|double|true|{"nan":true};            a|double|true;                         incompatible: column a may not be NaN
            a|long|false;                          a|long|false|{"key":true};             incompatible: the key was none and is a
            a|long|false|{"key":true};             a|long|false;                          compatible: the key was a and is none
            a|long|true;                           a|long|true|{"comment":"now said"};    compatible
            a|long|true|{"min":1};                 a|long|true|{"min":1.0};               compatible
            a|string|true;                         a|string|true|{"pattern":"x"};         incompatible: column a: pattern was none and is x
            a|string|true|{"pattern":"x"};         a|string|true;                         compatible: column a: pattern was x and is none
            a|long|true;                           a|long|true|{"role":"label"};          compatible: column a had the role feature and has label
            a|date|true|{"max":"2024-01-01"};      a|date|true|{"max":"2023-01-01"};      incompatible: column a: max was 2024-01-01 and is 2023-01-01
            a|long|true;                           a|long|true|{"maxNullShare":0.5};      compatible: column a: maxNullShare was none and is 0.5
            """)
    void saysWhatHasChanged(String earlier, String later, String verdict) {
        assertThat(contract(later).compatibilityWith(contract(earlier))).hasToString(verdict);
    }

    @Test
    void namesColumnsThatCameAndWent() {
        Contract earlier = contract("a|long|true", "b|long|true");
        Contract later = contract("c|long|false", "b|long|true", "d|long|true");
        Compatibility compatibility = later.compatibilityWith(earlier);
        assertThat(compatibility.compatible()).isFalse();
        assertThat(compatibility.changes())
                .extracting(change -> change.column() + " " + change.kind())
                .containsExactly("c ADDED_NOT_NULL", "d ADDED", "a REMOVED");
        assertThat(compatibility.incompatible())
                .extracting(Compatibility.Change::reason)
                .containsExactly(
                        "column c is new and not nullable, and earlier data do not have it", "column a was removed");
    }

    @Test
    void aLongerKeyIsWeakerAndAShorterOneStronger() {
        Contract one = contract("a|long|false|{\"key\":true}", "b|long|false");
        Contract two = contract("a|long|false|{\"key\":true}", "b|long|false|{\"key\":true}");
        assertThat(two.compatibilityWith(one)).hasToString("compatible: the key was a and is a, b");
        assertThat(one.compatibilityWith(two)).hasToString("incompatible: the key was a, b and is a");
    }

    @Test
    void nullInsideAnArrayIsPartOfItsType() {
        String array = "a|{\"type\":\"array\",\"elementType\":\"double\",\"containsNull\":%s}|true";
        Contract with = contract(String.format(array, true));
        Contract without = contract(String.format(array, false));
        assertThat(without.compatibilityWith(with))
                .hasToString("incompatible: column a allows null at other places inside");
        assertThat(with.compatibilityWith(with)).hasToString("compatible");
    }
}
