"""The tables of `make bench-serving`."""

from serving_contenders import OLD, OURS, PEER, RUST


def report(figures, starts):
    lines = []
    for load in dict.fromkeys(load_of(one) for one in figures):
        lines += loads(load, [one for one in figures if load_of(one) == load])
    return lines + ratios(figures) + start_and_memory(starts) + logs(starts) + [""]


def load_of(figure):
    return figure["model"], figure["rows"], figure["clients"]


def title(load):
    model, rows, clients = load
    return f"{model}, {rows} row{'s' * (rows > 1)}, {clients} client{'s' * (clients > 1)}"


def loads(load, figures):
    lines = [
        f"## {title(load)}", "",
        "| | requests/s | p50 ms | p99 ms | p99.9 ms | CPU µs per request | allocated bytes per request |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for one in figures:
        allocated = f"{one['allocated']:,.0f}" if "allocated" in one else ""
        lines.append(
            f"| {one['contender']} | {one['per_second']:,.0f} | {one['p50_ms']:.2f} | {one['p99_ms']:.2f} |"
            f" {one['p999_ms']:.2f} | {one['cpu_us']:.1f} | {allocated} |"
        )
    return [*lines, ""]


def ratios(figures):
    """Throughput of the service as a multiple of the old one's, of Rust's and of the best Python peer's; p99 and garbage."""
    lines = [
        "## Ratios", "",
        "Throughput as a multiple of the contender's in the heading; p99 and allocated bytes as a multiple of the old ones.", "",
        "| | old | Rust | best peer | p99 | allocated |", "|---|---:|---:|---:|---:|---:|",
    ]
    for one in figures:
        if one["kind"] not in (OURS, OLD):
            continue
        same = [other for other in figures if load_of(other) == load_of(one)]
        old = [other for other in same if other["kind"] == OLD and other["variant"] == one["variant"]]
        rust = [other for other in same if other["kind"] == RUST]
        peers = [other for other in same if other["kind"] == PEER]
        cells = [
            ratio(one, old if one["kind"] == OURS else [], "per_second"), ratio(one, rust, "per_second"),
            ratio(one, peers, "per_second"), ratio(one, old if one["kind"] == OURS else [], "p99_ms"),
            ratio(one, old if one["kind"] == OURS else [], "allocated"),
        ]
        if any(cells):
            lines.append(f"| {one['contender']}: {title(load_of(one))} | {' | '.join(cells)} |")
    return [*lines, ""] if len(lines) > 6 else []


def ratio(one, others, key):
    known = [other[key] for other in others if key in other]
    return f"{one[key] / max(known):.2f}" if known and key in one else ""


def start_and_memory(starts):
    lines = [
        "## Start and memory", "",
        "Seconds until ready, and until 16 clients with 1 row got 90 % of the throughput after the warm-up.", "",
        "| | ready | 90 % of peak | resident MB, idle | after the load |", "|---|---:|---:|---:|---:|",
    ]
    for one in starts:
        lines.append(
            f"| {one['contender']}, {one['model']} | {one['ready']:.2f} | {one['peak']} | {one['idle']:,.0f} |"
            f" {one['after']:,.0f} |"
        )
    return [*lines, ""]


def seconds_to_peak(slices, peak):
    """When the throughput of a second was first at least 90 % of the peak, from the start of the load."""
    reached = [after for after, per_second in slices if per_second >= 0.9 * peak]
    return f"{reached[0]:.0f}" if reached else f"> {slices[-1][0]:.0f}"


def logs(starts):
    lines = []
    for one in starts:
        if "log" in one:
            log, full = one["log"], one["full"]
            lines += [
                f"{one['contender']}: 16 clients got {log['responses']:,} responses in a minute; {log['written']:,} are in the log,"
                f" {log['dropped']:,} were dropped.",
                f"With a queue of 100: {full['responses']:,} responses in 10 s, {full['written']:,} in the log,"
                f" {full['dropped']:,} dropped.", "",
            ]
    return lines
