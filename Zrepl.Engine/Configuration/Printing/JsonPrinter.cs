using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Printing;

/// <summary>Writes a node tree as JSON.</summary>
internal static class JsonPrinter
{
    // For terminals and files, where "tank<" need not be "tank\u003C".
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Writes the tree, on one line if not <paramref name="isIndented"/>; that is legal YAML too.</summary>
    public static string Print(YamlNode root, bool isIndented = true)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = isIndented, Encoder = Encoder })) Write(writer, root);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, YamlNode node)
    {
        switch (node)
        {
            case YamlMapping mapping:
                writer.WriteStartObject();
                foreach (var entry in mapping.Entries)
                {
                    writer.WritePropertyName(entry.Key.Text);
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case YamlSequence list:
                writer.WriteStartArray();
                foreach (var item in list.Items) Write(writer, item);
                writer.WriteEndArray();
                break;
            case YamlScalar scalar when YamlScalars.TryBoolean(scalar, out var boolean):
                writer.WriteBooleanValue(boolean);
                break;
            case YamlScalar scalar when YamlScalars.TryInteger(scalar, out var number):
                writer.WriteNumberValue(number);
                break;
            case YamlScalar scalar:
                writer.WriteStringValue(scalar.Text);
                break;
        }
    }
}
