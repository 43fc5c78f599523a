using System.Reflection;
using Xunit.v3;
using Zrepl.Engine.Tracing;

[assembly: Zrepl.Tests.Support.TracedTest]

namespace Zrepl.Tests.Support;

/// <summary>
/// Runs every test inside a task of a tracer of its own: code under test may begin spans, and no test sees the tasks of another.
/// Broken rules of tracing throw.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class TracedTestAttribute : BeforeAfterTestAttribute
{
    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        _ = Tracer.Isolate(new TraceRegistry(new TraceSettings { ThrowsOnViolation = true }));
        _ = Tracer.StartTask("test"); // lives as long as the flow of the test
    }
}
