using System.CommandLine;

namespace Zrepl.Web.Cli;

/// <summary><c>zrepl status</c>, also in the spellings of other editions: <c>status --raw</c>, <c>status raw</c>, <c>status dump -j JOB</c>. Source: spec A4.</summary>
internal static class StatusCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var mode = new Option<string>("--mode") { HelpName = "interactive|dump|raw|json|legacy", Description = "how to show the status", DefaultValueFactory = _ => StatusView.Interactive };
        var job = new Option<string>("--job", "-j") { HelpName = "JOB", Description = "only this job", DefaultValueFactory = _ => "", Recursive = true };
        var delay = new Option<string>("--delay", "-d") { HelpName = "DURATION", Description = "time between refreshs", DefaultValueFactory = _ => "1s" };
        var raw = new Option<bool>("--raw") { Description = "the same as --mode raw" };
        var command = new Command("status", "show job activity or dump as JSON for monitoring") { mode, job, delay, raw };
        command.SetAction((parsed, cancellation) => ShowAsync(parsed, parsed.GetValue(raw) ? StatusView.Raw : parsed.GetValue(mode)!, cancellation)); // has a default
        foreach (var name in new[] { StatusView.Raw, StatusView.Dump })
        {
            var spelled = new Command(name, $"the same as --mode {name}");
            spelled.SetAction((parsed, cancellation) => ShowAsync(parsed, name, cancellation));
            command.Add(spelled);
        }

        return command;

        async Task ShowAsync(ParseResult parsed, string chosen, CancellationToken cancellation)
        {
            var view = new StatusView(surroundings, chosen, parsed.GetValue(job) ?? "", parsed.GetValue(delay) ?? "1s");
            view.Check();
            using var client = new ControlClient(common.LoadGlobal(parsed).ControlSocketPath);
            await view.ShowAsync(client, cancellation);
        }
    }
}
