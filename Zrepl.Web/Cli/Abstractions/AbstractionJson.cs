using System.Text.Encodings.Web;
using System.Text.Json;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Units;

namespace Zrepl.Web.Cli.Abstractions;

/// <summary>Abstractions as Go zrepl writes them in JSON (spec B2.7).</summary>
internal sealed class AbstractionJson(TimeZoneInfo zone)
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }; // quotes as \" like Go
    private static readonly JsonSerializerOptions Indented = new(OneLine) { WriteIndented = true };

    public string One(Guarantee guarantee) => JsonSerializer.Serialize(Shown(guarantee), Indented);

    public string List(IEnumerable<Guarantee> guarantees) => JsonSerializer.Serialize(guarantees.Select(Shown), Indented);

    /// <param name="guarantee">What was to go.</param>
    /// <param name="problem">Why it stays; empty if it is gone.</param>
    public string Released(Guarantee guarantee, string problem) => JsonSerializer.Serialize(new { Abstraction = Shown(guarantee), DestroyErr = problem }, OneLine);

    private Document Shown(Guarantee guarantee)
    {
        var version = guarantee.Version;
        return new(
            guarantee.Kind.Id(), guarantee.Dataset.Text, version.Name, guarantee.Path, guarantee.Job?.Text, version.CreateTxg,
            new(
                version.IsSnapshot ? "snapshot" : "bookmark", version.Name, version.Guid, version.CreateTxg, GoTime.Format(TimeZoneInfo.ConvertTime(version.Creation, zone)),
                new(version.UserRefs ?? 0, version.UserRefs is not null)),
            guarantee.ToString());
    }

    // Names and order of Go zrepl.
    private sealed record Document(string Type, string FS, string Name, string FullPath, string? JobID, ulong CreateTXG, VersionDocument FilesystemVersion, string String);

    private sealed record VersionDocument(string Type, string Name, ulong Guid, ulong CreateTXG, string Creation, ReferencesDocument UserRefs);

    private sealed record ReferencesDocument(ulong Value, bool Valid);
}
