using Microsoft.Extensions.Logging;
using Zrepl.Engine.Logging.Ring;
using Zrepl.Tests.Support;
using Zrepl.Web.Live;

namespace Zrepl.Tests.Web.Live;

/// <summary>Log lines of a span (spec F4: from a span to its log lines).</summary>
public sealed class LogFilterTests
{
    [Theory]
    [InlineData("R.J.run", true)] // the run, whose own tasks and spans the line's stack does not have
    [InlineData("run.fs", true)]
    [InlineData("R.J.ru", false)]
    [InlineData("R$F$F.a", true)] // as it stands in the log
    [InlineData("a", true)]
    public void A_line_is_found_by_whatever_is_around_it(string trace, bool isFound)
    {
        var entry = new LogEntry(0, AJob.Now, LogLevel.Information, "to_nas", "repl", "R$F$F.a", "m", []) { Path = "R.J.run.fs.F.a" };
        Assert.Equal(isFound, new LogFilter(Trace: trace).Fits(entry));
    }
}
