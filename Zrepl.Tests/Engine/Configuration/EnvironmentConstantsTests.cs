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

    private static EnvironmentConstants Read(params (string Name, string Value)[] variables) =>
        EnvironmentConstants.Read(name => variables.Where(v => v.Name == name).Select(v => v.Value).FirstOrDefault());

    private static EnvironmentValue Value(EnvironmentConstants constants, string name) => constants.Values.Single(v => v.Name == name);
}
