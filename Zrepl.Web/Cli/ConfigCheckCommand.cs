using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs;
using Zrepl.Zfs.Host;

namespace Zrepl.Web.Cli;

/// <summary><c>zrepl configcheck</c>. Source: spec A3.</summary>
internal static class ConfigCheckCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A pool that does not answer must not keep a daemon from starting that checks its configuration first.
    private static readonly TimeSpan PatienceWithZfs = TimeSpan.FromSeconds(5);

    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var format = new Option<string>("--format") { HelpName = "yaml|json|pretty", Description = "dump the configuration in this format", DefaultValueFactory = _ => "" };
        var what = new Option<string>("--what") { HelpName = "all|config|jobs|logging", Description = "what to check and dump", DefaultValueFactory = _ => "all" };
        var skipCertCheck = new Option<bool>("--skip-cert-check") { Description = "do not read the files of certificates and keys" };
        var diagnostics = new Option<string>("--diagnostics") { HelpName = "text|json|github", Description = "how to print problems", DefaultValueFactory = _ => "text" };
        var compat = new Option<bool>("--compat") { Description = "list the keys that Go zrepl would refuse" };
        var strict = new Option<bool>("--strict") { Description = "let warnings fail the check" };
        var showSecrets = new Option<bool>("--show-secrets") { Description = "dump passwords instead of stars" };
        var schema = new Option<bool>("--schema") { Description = "print the JSON schema of zrepl.yml for editors, and check nothing" };
        var reference = new Option<bool>("--reference") { Description = "print the reference of all keys, and check nothing" };
        var command = new Command("configcheck", "check if config can be parsed without errors") { format, what, skipCertCheck, diagnostics, compat, strict, showSecrets, schema, reference };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(schema))
            {
                surroundings.Output.WriteLine(ConfigurationReference.JsonSchema().ToJsonString(Indented));
                return;
            }

            if (parsed.GetValue(reference))
            {
                surroundings.Output.Write(ConfigurationReferenceText.Write());
                return;
            }

            var check = new ConfigCheck(surroundings, new(
                parsed.GetValue(format)!, parsed.GetValue(what)!, parsed.GetValue(diagnostics)!, // all three have defaults
                parsed.GetValue(compat), parsed.GetValue(strict), parsed.GetValue(showSecrets)));
            var loader = new ConfigurationLoader(new() { ChecksTlsFiles = !parsed.GetValue(skipCertCheck) });
            check.Run(await WithExamplesAsync(surroundings, loader.Load(common.FileOf(parsed)), cancellation));
        });
        return command;
    }

    private static async Task<LoadedConfiguration> WithExamplesAsync(Surroundings surroundings, LoadedConfiguration loaded, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(PatienceWithZfs, surroundings.Clock);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        var zfs = new Lazy<ZfsHost>(() => new(surroundings.Zfs(), surroundings.Clock));
        return loaded with { Problems = await ForeignSnapshots.NameAsync(loaded, _ => zfs.Value, enough.Token) };
    }
}
