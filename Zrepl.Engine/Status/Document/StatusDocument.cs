using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Status.Document;

/// <summary>The status document as Go zrepl's <c>/status</c> gives it and its <c>zrepl status</c> reads it. Source: spec C1.</summary>
/// <param name="Jobs">By name, internal ones included, sorted.</param>
/// <param name="Global">What concerns the whole process.</param>
public sealed record StatusDocument(ImmutableSortedDictionary<string, JobDocument> Jobs, GlobalDocument Global);

/// <summary>What concerns the whole process.</summary>
/// <param name="ZFSCmds">Commands that run now.</param>
/// <param name="Envconst">Environment variables with their values.</param>
/// <param name="OsEnviron">The environment, <c>K=V</c> each, secrets taken out (BAD-22).</param>
public sealed record GlobalDocument(ZfsCommandsDocument ZFSCmds, EnvironmentDocument Envconst, ImmutableArray<string> OsEnviron);

/// <summary>Commands that run now.</summary>
/// <param name="Active">Null if there are none.</param>
public sealed record ZfsCommandsDocument(ImmutableArray<ZfsCommandDocument>? Active);

/// <summary>One command.</summary>
/// <param name="Path">The program.</param>
/// <param name="Args">Its arguments, its name first.</param>
/// <param name="StartedAt">Since when it runs.</param>
public sealed record ZfsCommandDocument(
    string Path, ImmutableArray<string> Args, [property: JsonConverter(typeof(GoTimeJsonConverter))] DateTimeOffset? StartedAt)
{
    /// <summary>Extension: it was killed and does not end, because it sleeps in the kernel.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Stuck { get; init; }

    /// <summary>Extension: since when it has given no sign of life, once that is too long.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? QuietSince { get; init; }

    /// <summary>Extension: its process.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ProcessId { get; init; }
}

/// <summary>Environment variables with their values.</summary>
/// <param name="Entries">Null if there are none.</param>
public sealed record EnvironmentDocument(ImmutableArray<EnvironmentEntryDocument>? Entries);

/// <summary>One environment variable.</summary>
/// <param name="Var">Its name.</param>
/// <param name="Value">Its value, as Go writes it.</param>
/// <param name="ValueGoType">Its type in Go, such as <c>time.Duration</c>.</param>
public sealed record EnvironmentEntryDocument(string Var, string Value, string ValueGoType);
