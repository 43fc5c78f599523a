using Zrepl.Engine.Configuration.Editing.Forms;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>Types of sections as words.</summary>
internal static class TypeWords
{
    /// <summary>The type, and what it means where the word alone says too little.</summary>
    public static string Of(FormSection section) => section.Title switch
    {
        "tcp connect" or "tcp serve" => "tcp: neither encrypted nor authenticated",
        "tls connect" or "tls serve" => "tls: both sides show certificates",
        "ssh+stdinserver connect" => "ssh+stdinserver: through ssh",
        "stdinserver serve" => "stdinserver: clients come through ssh",
        "local connect" => "local: another job of this daemon",
        "local serve" => "local: jobs of this daemon",
        "periodic snapshotting" => "periodic: at equal distances",
        "cron snapshotting" => "cron: at times of day",
        "manual snapshotting" => "manual: something else takes them",
        "not_replicated rule" => "not_replicated: what the other side does not have yet",
        "last_n rule" => "last_n: the newest",
        "grid rule" => "grid: ever fewer with age",
        "regex rule" => "regex: by name",
        "command hook" => "command: a program",
        "postgres-checkpoint hook" => "postgres-checkpoint",
        "mysql-lock-tables hook" => "mysql-lock-tables",
        _ => section.Type,
    };

    /// <summary>What a type of job does.</summary>
    public static string OfJob(string type) => type switch
    {
        "push" => "takes snapshots here and sends them to a sink",
        "pull" => "fetches snapshots from a source",
        "sink" => "receives what push jobs send",
        "source" => "takes snapshots here and offers them to pull jobs",
        "snap" => "takes snapshots here and keeps them on this machine",
        _ => "",
    };
}
