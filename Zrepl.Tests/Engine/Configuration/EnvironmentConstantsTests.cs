using Zrepl.Engine.Configuration.Variables;

namespace Zrepl.Tests.Engine.Configuration;

public sealed class EnvironmentConstantsTests // config 15, C14
{
    public static TheoryData<string> All => [.. KnownVariables.All.Select(v => v.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_variable_has_its_default_a_legal_value_and_words(string name)
    {
        var variable = KnownVariables.All.Single(v => v.Name == name);
        Assert.NotEmpty(variable.Effect);
        Assert.Equal("default", Value(EnvironmentConstants.Defaults, name).Source);
        Assert.Equal(variable.Default, Value(EnvironmentConstants.Read(_ => ""), name).Value); // empty is not set
        var legal = variable.Kind switch { "duration" => "1m30s", "whole number" => "7", "boolean" => "true", _ => "x" };
        var value = Value(Read((name, legal)), name);
        Assert.Equal("env", value.Source);
        Assert.Equal(variable.Kind == "any text" ? "1" : legal, value.Value);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_illegal_value_stops_the_start_and_is_named(string name)
    {
        var variable = KnownVariables.All.Single(v => v.Name == name);
        if (variable.Kind is "text" or "any text") return;
        foreach (var illegal in new[] { "soon", "-7", "1.5", "99999999999999999999999" })
        {
            var failure = Assert.Throws<EnvironmentConstantsException>(() => Read((name, illegal)));
            Assert.StartsWith($"invalid environment: {name}={illegal}: must be ", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void All_illegal_values_are_named_at_once()
    {
        var failure =
            Assert.Throws<EnvironmentConstantsException>(() =>
            Read(("ZREPL_MAX_HOOK_LOG_SIZE", "x"), ("ZREPL_TRACE_DEBUG_ENABLED", "yes")));
        Assert.Equal(["ZREPL_MAX_HOOK_LOG_SIZE", "ZREPL_TRACE_DEBUG_ENABLED"], failure.Problems.Select(p => p.Split('=')[0]));
    }

    [Theory] // BAD-3: upstream takes -1 and then makes no attempt at all
    [InlineData("-1", null)]
    [InlineData("1", 1)]
    [InlineData("", 3)]
    public void Minus_one_attempts_means_without_limit(string text, int? attempts) =>
        Assert.Equal(attempts, Read(("ZREPL_REPLICATION_MAX_ATTEMPTS", text)).Get(KnownVariables.ReplicationMaxAttempts));

    [Theory] // BAD-3
    [InlineData("0")]
    [InlineData("-2")]
    public void No_attempts_are_illegal(string text) =>
        Assert.EndsWith("or -1", Assert.Throws<EnvironmentConstantsException>(() => Read(("ZREPL_REPLICATION_MAX_ATTEMPTS", text))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("1 t T TRUE true True", true)]
    [InlineData("0 f F FALSE false False", false)]
    public void Booleans_are_those_of_go(string words, bool expected)
    {
        foreach (var word in words.Split(' '))
        {
            Assert.Equal(expected, Read(("ZREPL_TRACE_DEBUG_ENABLED", word)).Get(KnownVariables.TraceDebugEnabled));
            Assert.Equal(expected, Read(("ZREPL_EXPERIMENTAL_ZFS_COMMA_SYNTAX_SUPPORTED", word)).Get(KnownVariables.CommaSyntaxSupported));
        }

        Assert.Null(EnvironmentConstants.Defaults.Get(KnownVariables.CommaSyntaxSupported));
    }

    [Fact]
    public void The_defaults_are_those_of_upstream()
    {
        var constants = EnvironmentConstants.Defaults;
        Assert.Equal(TimeSpan.FromMinutes(10), constants.Get(KnownVariables.ReconnectHardFailTimeout));
        Assert.Equal(1_048_576, constants.Get(KnownVariables.MaxHookLogSize));
        Assert.Equal(9_223_372_036_854_775_807UL, constants.Get(KnownVariables.SizeEstimateThreshold));
        Assert.Equal("10m0s", Value(constants, "ZREPL_REPLICATION_RECONNECT_HARD_FAIL_TIMEOUT").Value);
        Assert.True(constants.Get(KnownVariables.SendPipeCapacity) > 0);
        Assert.Equal(KnownVariables.All.Count, KnownVariables.All.Select(v => v.Name).Distinct().Count());
    }

    [Fact] // the last is ours
    public void The_table_is_that_of_the_specification()
    {
        const string PipeMaxSize = "/proc/sys/fs/pipe-max-size";
        var pipe = File.Exists(PipeMaxSize) ? File.ReadAllText(PipeMaxSize).Trim() : "33554432";
        Assert.Equal(
            $"""
            ZREPL_DAEMON_AUTOSTART_PPROF_SERVER: text
            ZREPL_DAEMON_CONTROL_SERVER_READ_TIMEOUT: duration 1s
            ZREPL_DAEMON_CONTROL_SERVER_WRITE_TIMEOUT: duration 1s
            ZREPL_MAX_HOOK_LOG_SIZE: whole number 1048576
            ZREPL_REPLICATION_MAX_ATTEMPTS: whole number 3
            ZREPL_REPLICATION_RECONNECT_HARD_FAIL_TIMEOUT: duration 10m0s
            ZREPL_PRUNER_RETRY_INTERVAL: duration 10s
            ZREPL_SNAPPER_SYNCUP_WARN_MIN_DURATION: duration 1s
            ZREPL_WALLCLOCKTIMER_MAX_DELAY: duration 10s
            ZREPL_DESTROY_MAX_BATCH_SIZE: whole number 0
            ZREPL_ENDPOINT_RECV_PEEK_SIZE: whole number 1048576
            ZREPL_ENDPOINT_DISABLE_PLACEHOLDER_RESTORATION: boolean false
            ZREPL_ENDPOINT_LIST_ABSTRACTIONS_QUERY_CREATETXG_RANGE_BOUND_ALLOW_0: boolean false
            ZREPL_RPC_CLIENT_VERSIONHANDSHAKE_TIMEOUT: duration 10s
            ZREPL_RPC_SERVER_VERSIONHANDSHAKE_TIMEOUT: duration 10s
            ZREPL_RPC_DATACONN_PING_SLEEP: duration 1s
            ZREPL_TRANSPORT_MUX_TIMEOUT: duration 10s
            ZREPL_TRANSPORT_DEMUX_TIMEOUT: duration 10s
            IOCOMMAND_TIMEOUT: duration 10s
            ZREPL_ZFS_MAX_HOLD_TAG_LEN: whole number 255
            ZREPL_ZFS_RESUME_RECV_POOL_SUPPORT_RECHECK_TIMEOUT: duration 30s
            ZREPL_ZFS_SEND_STDERR_MAX_CAPTURE_SIZE: whole number 32768
            ZREPL_ZFS_SEND_SIZE_ESTIMATE_INCORRECT_THRESHOLD: whole number 9223372036854775807
            ZREPL_EXPERIMENTAL_ZFS_COMMA_SYNTAX_SUPPORTED: boolean
            ZREPL_EXPERIMENTAL_ZFS_ENCRYPTION_CLI_SUPPORTED: boolean
            ZREPL_EXPERIMENTAL_ZFS_SEND_RESUME_SUPPORTED: boolean
            ZFS_SEND_PIPE_CAPACITY_HINT: whole number {pipe}
            ZFS_RECV_PIPE_CAPACITY_HINT: whole number {pipe}
            ZREPL_ACTIVITY_TRACE: text
            ZREPL_TRACE_DEBUG_ENABLED: boolean false
            ZREPL_TRACE_ID_NUM_BYTES: whole number 3
            ZREPL_KEYLOG_FILE: text
            ZREPL_ZFS_DEBUG: any text
            ZREPL_RPC_DEBUG: any text
            ZREPL_RPC_DATACONN_DEBUG: any text
            ZREPL_RPC_DATACONN_HEARTBEATCONN_DEBUG: any text
            ZREPL_RPC_DATACONN_STREAM_DEBUG: any text
            ZREPL_REPLICATION_DRIVER_DEBUG: any text
            ZREPL_JOB_WATCHDOG_TIMEOUT: duration 0s
            """.ReplaceLineEndings("\n"), string.Join('\n', KnownVariables.All.Select(v => $"{v.Name}: {v.Kind} {v.Default}".TrimEnd())));
    }

    private static EnvironmentConstants Read(params (string Name, string Value)[] variables) =>
        EnvironmentConstants.Read(name => variables.Where(v => v.Name == name).Select(v => v.Value).FirstOrDefault());

    private static EnvironmentValue Value(EnvironmentConstants constants, string name) => constants.Values.Single(v => v.Name == name);
}
