using Microsoft.Extensions.Time.Testing;
using Serilog.Events;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Logging.Outlets;

namespace Zrepl.Tests.Engine.Logging.Outlets;

/// <summary>What a definition makes of an outlet (config spec 5.1).</summary>
public sealed class OutletFactoryTests
{
    private static readonly LoggingOutletDefinition.Stdout Stdout = new(LogLevelName.Info, LogFormat.Human, Color: true);
    private static readonly LoggingOutletDefinition.Syslog Syslog = new(LogLevelName.Info, LogFormat.Human, SyslogFacility.Local0, TimeSpan.FromSeconds(10));
    private static readonly LoggingOutletDefinition.Tcp Tcp = new(LogLevelName.Debug, LogFormat.Human, new HostPort("h", "1"), "tcp", TimeSpan.FromSeconds(10), null);

    [Theory]
    [InlineData(false, true, true, "2026-02-16T10:00:05+01:00 [INFO]: m")]
    [InlineData(false, false, true, "[INFO]: m")]
    [InlineData(true, false, false, "2026-02-16T10:00:05+01:00 [INFO]: m")] // a terminal always gets the time
    [InlineData(true, true, true, "2026-02-16T10:00:05+01:00 [\e[92mINFO\e[0m]: m")]
    public void Standard_output_depends_on_being_a_terminal(bool isTerminal, bool time, bool color, string expected) =>
        Assert.Equal(expected, Line(isTerminal, Stdout with { Time = time, Color = color }));

    [Fact]
    public void Colour_can_be_forbidden_by_the_environment() =>
        Assert.DoesNotContain("\e", Line(isTerminal: true, Stdout, allowsColour: false), StringComparison.Ordinal);

    [Fact]
    public void Syslog_gets_neither_time_nor_level() => Assert.Equal("m", Line(isTerminal: true, Syslog));

    [Fact]
    public void A_log_server_gets_no_colours() => Assert.Equal("2026-02-16T10:00:05+01:00 [INFO]: m", Line(isTerminal: true, Tcp));

    [Fact]
    public void Each_format_is_made() => Assert.Equal(
        ["level=info msg=m", """{"level":"info","msg":"m","time":"2026-02-16T10:00:05+01:00"}"""],
        new[] { LogFormat.Logfmt, LogFormat.Json }.Select(format => Line(false, Tcp with { Format = format, Time = false })));

    [Fact]
    public void Fields_can_be_hidden_per_outlet()
    {
        using var text = new StringWriter();
        Factory(false).FormatOf(Syslog with { HideFields = ["span", "a"] }).Format(AnEntry.OfTheChecklist(), text);
        Assert.Equal("[j][job]: m err=\"x y\"", text.ToString());
    }

    [Fact]
    public async Task The_outlets_of_a_configuration_are_made_in_their_order()
    {
        var outlets = Factory(false).Make(
            [Stdout, Syslog, Tcp, new LoggingOutletDefinition.File(LogLevelName.Error, LogFormat.Json, "/var/log/zrepl.log"), new LoggingOutletDefinition.File(LogLevelName.Warn, LogFormat.Json, null)]);
        Assert.Equal(
            [("stdout", "standard output"), ("syslog", "syslog"), ("tcp", "tcp://h:1"), ("file", "/var/log/zrepl.log"), ("file", "standard error")],
            outlets.Select(o => (o.Status.Type, o.Status.Target)));
        Assert.Equal(
            [LogEventLevel.Information, LogEventLevel.Information, LogEventLevel.Debug, LogEventLevel.Error, LogEventLevel.Warning], outlets.Select(o => o.Minimum));
        foreach (var outlet in outlets) await outlet.DisposeAsync();
    }

    [Fact]
    public async Task An_empty_list_gives_standard_output_from_warnings_on()
    {
        await using var outlet = Assert.Single(Factory(true).Make([]));
        Assert.Equal(("stdout", LogEventLevel.Warning), (outlet.Status.Type, outlet.Minimum));
    }

    [Fact]
    public void Tls_files_that_cannot_be_used_are_told_with_their_reason()
    {
        var failure = Assert.Throws<IOException>(() => ClientTls.Load(new TlsFiles("/absent/ca.pem", "/absent/cert.pem", "/absent/key.pem"), "h"));
        Assert.StartsWith("cannot not parse TLS config in field 'tls': ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("/absent/ca.pem", failure.Message, StringComparison.Ordinal);
    }

    private static OutletFactory Factory(bool isTerminal, bool allowsColour = true) => new(isTerminal, allowsColour, new FakeTimeProvider());

    private static string Line(bool isTerminal, LoggingOutletDefinition definition, bool allowsColour = true)
    {
        using var text = new StringWriter();
        Factory(isTerminal, allowsColour).FormatOf(definition).Format(AnEntry.Of(LogEventLevel.Information, "m"), text);
        return text.ToString();
    }
}
