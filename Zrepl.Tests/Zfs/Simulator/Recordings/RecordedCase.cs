using System.Text.Json;

namespace Zrepl.Tests.Zfs.Simulator.Recordings;

/// <summary>One command of a recorded story with what real OpenZFS answered.</summary>
internal sealed record RecordedCase(
    string Case, string[] Argv, string? Stdin, int? Exit, string Stdout, string Stderr, string? Stream, int? AsUser, int? StopReadingAfter, int? StdinBytes,
    int? StdinHeldAfter, Dictionary<int, string>? StdinChanges)
{
    private const string Begin = "meanwhile: begin of: ";

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Releases with recordings.</summary>
    public static IEnumerable<string> Versions => Directory.GetDirectories(Root).Select(path => Path.GetFileName(path));

    private static string Root => Path.Combine(AppContext.BaseDirectory, "Fixtures", "openzfs");

    /// <summary>Name of the case whose command begins here and is recorded further down, or null.</summary>
    public string? BeginsCase => Case.StartsWith(Begin, StringComparison.Ordinal) ? Case[Begin.Length..] : null;

    /// <summary>Names of the stories recorded with one release.</summary>
    public static IEnumerable<string> Stories(string version) =>
        Directory.GetFiles(Path.Combine(Root, version), "*.json").Select(path => Path.GetFileNameWithoutExtension(path));

    public static RecordedCase[] Load(string version, string story) =>
        JsonSerializer.Deserialize<RecordedCase[]>(File.ReadAllText(Path.Combine(Root, version, story + ".json")), Options)
        ?? throw new InvalidDataException($"{story} is empty.");

    /// <summary>A recorded stream, or null if it was too large to keep.</summary>
    public static byte[]? LoadStream(string version, string story, string name)
    {
        var path = Path.Combine(Root, version, story, name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    public override string ToString() => $"{Case}: {string.Join(' ', Argv)}";
}
