using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing.Forms;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>Keys of <c>zrepl.yml</c> as words.</summary>
internal static class FieldWords
{
    /// <summary><c>listener_name</c> as <c>Listener name</c>; where the key alone says too little, what it is.</summary>
    public static string Label(string key) => key switch
    {
        "" => "",
        "root_fs" => "Dataset to receive below",
        "filesystems" => "Datasets",
        "connect" => "Other side",
        "serve" => "Who may connect",
        "send" => "Sending",
        "recv" => "Receiving",
        "pruning" => "What is kept",
        "keep_sender" => "Kept on the sender",
        "keep_receiver" => "Kept on the receiver",
        "keep" => "Kept",
        "conflict_resolution" => "Without common history",
        "alerts" => "Late copies",
        "rpo" => "Oldest a copy may be",
        "cron" => "Times of day (cron)",
        "ca" => "Authority (CA)",
        "cert" => "Certificate",
        "key" => "Private key",
        "server_cn" => "Name in their certificate",
        "client_cns" => "Names in clients' certificates",
        "dsn" => "Database",
        "max" => "At most per second",
        "steps" => "Streams at a time",
        _ => char.ToUpperInvariant(key[0]) + key[1..].Replace('_', ' '),
    };

    /// <summary>True if a reader who knows the file would not find the key in its label again.</summary>
    public static bool LabelHidesKey(string key) => !Label(key).Replace(' ', '_').Equals(key, StringComparison.OrdinalIgnoreCase);

    /// <summary>What stands behind the sentence about a key: what holds without it, or how it looks.</summary>
    public static string Otherwise(FormField field) => field switch
    {
        { IsRequired: true, Kind: FieldKind.Text } => $"Such as {field.Example}.",
        { Default: { } value } => $"Default: {value}.",
        { IsRequired: false, Kind: FieldKind.Text } => $"Not needed; such as {field.Example}.",
        _ => "",
    };

    /// <summary>A word that can stand in an attribute.</summary>
    public static string Id(FormPath path) => "f-" + string.Concat(path.Text.Select(c => char.IsAsciiLetterOrDigit(c) ? c.ToString() : $"-{(int)c:x}"));
}
