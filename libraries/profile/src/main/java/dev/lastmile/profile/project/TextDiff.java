package dev.lastmile.profile.project;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;

/** The difference of two texts. */
final class TextDiff {
    private static final int CONTEXT = 2;

    private TextDiff() {}

    /** Lines in the unified format of diff. */
    static List<String> of(String before, String after, String file) {
        List<String> lines = before.lines().toList();
        return UnifiedDiffUtils.generateUnifiedDiff(
                file, file, lines, DiffUtils.diff(lines, after.lines().toList()), CONTEXT);
    }
}
