using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Zrepl.Engine.Status.Document;

/// <summary>Writes and reads status documents without reflection.</summary>
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(ActiveDocument))]
[JsonSerializable(typeof(SnapDocument))]
[JsonSerializable(typeof(PassiveDocument))]
[JsonSerializable(typeof(JobStanding))]
// Two reports have one name, and a generated property each.
[JsonSerializable(typeof(Snapshotting.Reports.FilesystemReport), TypeInfoPropertyName = "SnapshottedFilesystem")]
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
public sealed partial class StatusJson : JsonSerializerContext
{
    // Documents go over a Unix socket or as application/json, never into a page: no need to escape every apostrophe.
    private static readonly StatusJson Compact = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static readonly StatusJson Indented = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true });

    /// <summary>Writes a document in one line, without a line end.</summary>
    public static void Write(Stream target, StatusDocument document) => JsonSerializer.Serialize(target, document, Compact.StatusDocument);

    /// <summary>Writes a document in one line, without a line end.</summary>
    public static string Write(StatusDocument document) => JsonSerializer.Serialize(document, Compact.StatusDocument);

    /// <summary>Writes a document for people to read.</summary>
    public static string WriteIndented(StatusDocument document) => JsonSerializer.Serialize(document, Indented.StatusDocument);

    /// <summary>Reads a document of this program or of Go zrepl.</summary>
    /// <exception cref="JsonException">It is none; the message says what is missing.</exception>
    public static StatusDocument Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, Compact.StatusDocument) ?? throw new JsonException("the status document is null");
}
