using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing.Forms;
using Zrepl.Web.Components.Pages.Configuration.Forms;

namespace Zrepl.Web.Components.Pages.Configuration.Protect;

/// <summary>What the wizard was told: which datasets, where to, how often and for how long. Becomes a push job here and a sink job on the other side.</summary>
internal sealed class Protection
{
    private const string SinkName = "copies";
    private const string SshKey = "/etc/zrepl/ssh/identity";
    private const int Port = 8888;

    /// <summary>Datasets to protect, each with all below it.</summary>
    public HashSet<string> Datasets { get; } = new(StringComparer.Ordinal);

    public string Name { get; set; } = "";

    public Destination To { get; set; } = Destination.Tls;

    /// <summary>Name under which the sink of this daemon listens.</summary>
    public string Listener { get; set; } = "";

    /// <summary>Dataset below which copies go; it must be there.</summary>
    public string Root { get; set; } = "";

    /// <summary>Who we are on the other side.</summary>
    public string Identity { get; set; } = "";

    public string Host { get; set; } = "";

    /// <summary>Our address as the other side sees it.</summary>
    public string OwnAddress { get; set; } = "";

    public string User { get; set; } = "root";

    /// <summary>True: encrypted datasets are sent as they are, if all that are sent are encrypted.</summary>
    public bool KeepsEncrypted { get; set; } = true;

    /// <summary>What of <see cref="Datasets"/> is encrypted.</summary>
    public ChosenEncryption Encryption { get; set; } = ChosenEncryption.Nothing;

    public string Interval { get; set; } = "10m";

    public string Grid { get; set; } = NewJob.Grid;

    /// <summary>True if the other side is another machine.</summary>
    public bool IsRemote => To is Destination.Tls or Destination.Ssh or Destination.Tcp;

    /// <summary>What is missing before jobs can be made; null if nothing is.</summary>
    public string? Missing => this switch
    {
        { Datasets.Count: 0 } => "Choose at least one dataset.",
        { IsRemote: true, Host: "" } => "Say which machine the copies go to.",
        { To: Destination.Tcp, OwnAddress: "" } => "Say by which address the other machine sees this one.",
        { To: not Destination.SinkHere, Root: "" } => "Say below which dataset the copies go.",
        { To: Destination.SinkHere, Listener: "" } => "Choose the job that receives the copies.",
        { Identity: "" } => "Say what this machine is called on the other side.",
        _ => null,
    };

    /// <summary>A text of a configuration with the jobs of this side added.</summary>
    /// <returns>Null if jobs cannot be added to it.</returns>
    public string? AddTo(string text)
    {
        if (JobDraft.New(text, "push") is not { } push) return null;
        var added = Push(push).Text;
        return To is not Destination.PoolHere ? added : JobDraft.New(added, "sink") is { } sink ? Sink(sink, UniqueName(added, SinkName)).Text : null;
    }

    /// <summary>What to put into the <c>zrepl.yml</c> of the other machine; null if there is none.</summary>
    public string? ForOtherSide() => IsRemote && JobDraft.New("", "sink") is { } sink ? Sink(sink, $"{SinkName}_of_{Identity}").Text : null;

    /// <summary>The line for <c>authorized_keys</c> of the other machine; null where it needs none.</summary>
    public string? AuthorizedKey => To is Destination.Ssh ? $"command=\"zrepl stdinserver {Identity}\",restrict ssh-ed25519 … (the public half of {SshKey})" : null;

    /// <summary>A name that says what is copied and whereto, and that no job of a text has.</summary>
    public string SuggestedName(string text)
    {
        var what = Datasets.Order(StringComparer.Ordinal).FirstOrDefault() is { } first ? first.Split('/')[^1] : "datasets";
        var whereto = To switch { Destination.SinkHere => Listener, Destination.PoolHere => Root.Split('/')[0], _ => Host.Split('.')[0] };
        return UniqueName(text, Legal(whereto.Length > 0 ? $"{what}_to_{whereto}" : what));
    }

    private string LocalListener => Legal(Root.Replace('/', '_'));

    private JobDraft Push(JobDraft draft)
    {
        draft = NewJob.TwoSides(NewJob.Snapshots(Put(draft, "name", Name.Length > 0 ? Name : SuggestedName(draft.Original)), Interval));
        draft = draft.Set(FormPath.Root.Key("pruning").Key("keep_receiver").Item(0).Key("grid"), FieldKind.Text, Grid);
        foreach (var dataset in Datasets.Order(StringComparer.Ordinal)) draft = draft.Add(FormPath.Root.Key("filesystems").Entry(dataset + "<"), FieldKind.Switch, "true");
        if (KeepsEncrypted && Encryption.IsWhole) draft = draft.Set(FormPath.Root.Key("send").Key("encrypted"), FieldKind.Switch, "true");
        return Put(draft, "connect", To switch
        {
            Destination.SinkHere => [("type", "local"), ("listener_name", Listener), ("client_identity", Identity)],
            Destination.PoolHere => [("type", "local"), ("listener_name", LocalListener), ("client_identity", Identity)],
            Destination.Tcp => [("type", "tcp"), ("address", Address(Host))],
            Destination.Ssh => [("type", "ssh+stdinserver"), ("host", Host), ("user", User), ("port", "22"), ("identity_file", SshKey)],
            _ => [("type", "tls"), ("address", Address(Host)), ("ca", "/etc/zrepl/ca.crt"), ("cert", "/etc/zrepl/host.crt"), ("key", "/etc/zrepl/host.key"), ("server_cn", Host)],
        });
    }

    private JobDraft Sink(JobDraft draft, string name)
    {
        draft = NewJob.Receives(Put(Put(draft, "name", name), "root_fs", Root));
        if (IsRemote) draft = NewJob.MountsAsHere(draft);
        if (To is Destination.Tcp) draft = draft.Add(FormPath.Root.Key("serve").Key("clients").Entry(OwnAddress), FieldKind.Text, Identity);
        var names = To switch { Destination.Tls => "client_cns", Destination.Ssh => "client_identities", _ => null };
        if (names is not null) draft = draft.Add(FormPath.Root.Key("serve").Key(names).Item(0), FieldKind.Text, Identity);
        return Put(draft, "serve", To switch
        {
            Destination.Tcp => [("type", "tcp"), ("listen", $":{Port}")],
            Destination.Ssh => [("type", "stdinserver")],
            Destination.Tls => [("type", "tls"), ("listen", $":{Port}"), ("ca", "/etc/zrepl/ca.crt"), ("cert", "/etc/zrepl/host.crt"), ("key", "/etc/zrepl/host.key")],
            _ => [("type", "local"), ("listener_name", LocalListener)],
        });
    }

    private static JobDraft Put(JobDraft draft, string section, ImmutableArray<(string Key, string Value)> values) =>
        values.Aggregate(draft, (changed, one) => changed.Set(FormPath.Root.Key(section).Key(one.Key), one.Key is "port" ? FieldKind.Number : FieldKind.Text, one.Value));

    private static JobDraft Put(JobDraft draft, string key, string value) => draft.Set(FormPath.Root.Key(key), FieldKind.Text, value);

    private static string Address(string host) => host.Contains(':', StringComparison.Ordinal) ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{Port}");

    private static string UniqueName(string text, string name)
    {
        var taken = JobDraft.AllOf(text).Select(job => job.Name).ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}_{number}")).First(one => !taken.Contains(one));
    }

    private static string Legal(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
}
