using Zrepl.Engine.Configuration.Binding;
using static Zrepl.Engine.Configuration.LoggingOutletDefinition;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The entries of <c>global.logging</c>. Source: spec config 5.1.</summary>
internal static class LoggingSchema
{
    private static readonly string[] Networks = ["tcp", "tcp4", "tcp6", "udp", "udp4", "udp6", "unix", "unixgram", "unixpacket"];

    private static readonly CommonKeys<Stdout> StdoutCommon = new(isTimeExtension: false);
    private static readonly CommonKeys<Syslog> SyslogCommon = new();
    private static readonly CommonKeys<Tcp> TcpCommon = new();
    private static readonly CommonKeys<LoggingOutletDefinition.File> FileCommon = new();

    private static readonly Key<Stdout, bool> Color = new("color", Scalars.Boolean, o => o.Color, "Use colours on a terminal.")
    { Default = true };

    private static readonly Key<Syslog, SyslogFacility> Facility = new("facility", new ChoiceShape<SyslogFacility>(
            [.. Enum.GetValues<SyslogFacility>().Select(f => (f.ToString().ToLowerInvariant(), f))], word =>
                $"invalid syslog level: \"{word}\"") { IsForm = true },
        o => o.Facility, "Where syslog sorts the entries.") { Default = SyslogFacility.Local0, NullIsUsual = true };

    private static readonly Key<Syslog, TimeSpan> SyslogRetry = RetryInterval<Syslog>(o => o.RetryInterval);

    private static readonly Key<Tcp, HostPort> Address = new("address", Scalars.HostPort, o => o.Address, "Host and port of the collector.")
    { IsRequired = true };

    private static readonly Key<Tcp, string> Network = new("net", new TextShape<string>("network", "tcp", (text, out network, out problem) =>
    {
        network = text;
        problem = Networks.Contains(text) ? null : $"unknown network \"{text}\", must be one of {string.Join(", ", Networks)}";
        return problem is null;
    }, text => text) { EmptyIsZero = true }, o => o.Network, "Network of the address.") { Default = "tcp" };

    private static readonly Key<Tcp, TimeSpan> TcpRetry = RetryInterval<Tcp>(o => o.RetryInterval);

    private static readonly TlsFileKeys<TlsFiles> TlsKeys = new(files => files);

    private static readonly Key<Tcp, TlsFiles> Tls =
        new("tls", new SectionShape<TlsFiles>("tls of a tcp outlet", TlsKeys.All, TlsKeys.Build), o => o.Tls,
        // upstream's words
        "Certificates, if the connection is to be encrypted.") { Default = null, Words = "cannot not parse TLS config in field 'tls'" };

    private static readonly Key<LoggingOutletDefinition.File, string> FileName =
        new("filename", Scalars.Text("/var/log/zrepl.log"), o => o.FileName,
        "File to append to; without it, standard error.") { Default = null };

    public static readonly ListShape<LoggingOutletDefinition> Shape = new(new TaggedShape<LoggingOutletDefinition>("logging outlet",
    [
        new Variant<LoggingOutletDefinition, Stdout>("stdout", new("stdout outlet", [.. StdoutCommon.All, Color],
            b => StdoutCommon.Complete(b, new(b.Get(StdoutCommon.Level), b.Get(StdoutCommon.Format), b.Get(Color))))),
        new Variant<LoggingOutletDefinition, Syslog>("syslog", new("syslog outlet", [.. SyslogCommon.All, Facility, SyslogRetry],
            b => SyslogCommon.Complete(b, new(b.Get(SyslogCommon.Level), b.Get(SyslogCommon.Format), b.Get(Facility), b.Get(SyslogRetry))))),
        new Variant<LoggingOutletDefinition, Tcp>("tcp", new("tcp outlet", [.. TcpCommon.All, Address, Network, TcpRetry, Tls],
            b => TcpCommon.Complete(b, new(b.Get(TcpCommon.Level), b.Get(TcpCommon.Format), b.Get(Address), b.Get(Network), b.Get(TcpRetry),
                b.IsGiven(Tls) ? b.Get(Tls) : null)))),
        new Variant<LoggingOutletDefinition, LoggingOutletDefinition.File>("file", new("file outlet", [.. FileCommon.All, FileName],
            b => FileCommon.Complete(b, new(b.Get(FileCommon.Level), b.Get(FileCommon.Format), b.IsGiven(FileName) ? b.Get(FileName) : null)))) { IsExtension = true },
    ])) { ItemWords = "cannot parse outlet #{0}" };

    private static Key<TOutlet, TimeSpan> RetryInterval<TOutlet>(Func<TOutlet, TimeSpan> read) =>
        new("retry_interval", Scalars.Timeout, read, "Pause between attempts to connect.") { Default = TimeSpan.FromSeconds(10) };

    /// <summary>The keys of every outlet.</summary>
    private sealed class CommonKeys<TOutlet>(bool isTimeExtension = true)
        where TOutlet : LoggingOutletDefinition
    {
        public readonly Key<TOutlet, LogLevelName> Level = new("level", new ChoiceShape<LogLevelName>(
                [("debug", LogLevelName.Debug), ("info", LogLevelName.Info), ("warn", LogLevelName.Warn), ("error", LogLevelName.Error)],
                word => $"cannot parse 'level' field: unknown level '{word}'"), o => o.Level, "Entries below this level are left out.")
                { IsRequired = true, Example = "warn" };

        public readonly Key<TOutlet, LogFormat> Format = new("format", new ChoiceShape<LogFormat>(
                [("human", LogFormat.Human), ("logfmt", LogFormat.Logfmt), ("json", LogFormat.Json)],
                word => $"cannot parse 'formatter' field: invalid log format: '{word}'"), o => o.Format, "How entries look.")
                { IsRequired = true };

        private readonly Key<TOutlet, bool> _time = new("time", Scalars.Boolean, o => o.Time, "Write the time of each entry.")
        { Default = true, IsExtension = isTimeExtension };

        private readonly Key<TOutlet, ValueList<string>> _hideFields =
            new("hide_fields", new ListShape<string>(Scalars.Text("span")), o => o.HideFields,
            "Names of fields to leave out.") { Default = [], IsExtension = true };

        public IReadOnlyList<Key<TOutlet>> All => [Level, Format, _time, _hideFields];

        public TOutlet Complete(BoundKeys bound, TOutlet outlet) => outlet with
        { Time = bound.Get(_time), HideFields = bound.Get(_hideFields) };
    }
}
