using System.Collections.Immutable;
using System.Globalization;

namespace Zrepl.Engine.Tracing;

/// <summary>What the tracer needs to know, fixed for the life of the process.</summary>
public sealed record TraceSettings
{
    internal const string IdBytesVariable = "ZREPL_TRACE_ID_NUM_BYTES";
    internal const string DebugVariable = "ZREPL_TRACE_DEBUG_ENABLED";
    private const int MostIdBytes = 8; // of a span id, from which ids are taken while an ActivityListener listens

    /// <summary>Random bytes per id, 1 to 8. Default 3, which makes 4 characters.</summary>
    public int IdBytes { get; init; } = 3;

    /// <summary>Keep for each node the stack trace of its creation, to be shown when an invariant is violated. Expensive.</summary>
    public bool KeepsCreationStacks { get; init; }

    /// <summary>
    /// True: a violated invariant throws <see cref="TraceInvariantException"/>. False: it is counted, reported once per call site and
    /// repaired. Default true in Debug builds only: a bug in tracing must not stop a backup.
    /// </summary>
    public bool ThrowsOnViolation { get; init; }
#if DEBUG
        = true;
#endif

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where ids come from; used under a lock, so it need not be safe for threads.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>What was wrong with the environment; the defaults were taken instead (invariant T9).</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>Reads <c>ZREPL_TRACE_ID_NUM_BYTES</c> and <c>ZREPL_TRACE_DEBUG_ENABLED</c>. Never throws.</summary>
    public static TraceSettings FromEnvironment(Func<string, string?> variable)
    {
        var settings = new TraceSettings();
        if (variable(IdBytesVariable) is { Length: > 0 } bytes)
        {
            settings = int.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostIdBytes
                ? settings with { IdBytes = count }
                : settings with { Problems = [.. settings.Problems, $"{IdBytesVariable}={bytes} is not a number from 1 to {MostIdBytes}; {settings.IdBytes} is used"] };
        }

        if (variable(DebugVariable) is { Length: > 0 } debug)
        {
            settings = TruthIn(debug) is { } isOn
                ? settings with { KeepsCreationStacks = isOn }
                : settings with { Problems = [.. settings.Problems, $"{DebugVariable}={debug} is neither true nor false; false is used"] };
        }

        return settings;
    }

    // The spellings Go's strconv.ParseBool knows.
    private static bool? TruthIn(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => null,
    };
}
