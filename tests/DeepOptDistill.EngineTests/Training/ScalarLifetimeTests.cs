using System.Diagnostics;
using System.Reflection;
using TorchSharp;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>
/// Numbers that are handed to tensors live through the native call (src/Native/PatchTorchSharp.cs). A loss of them is a matter of luck, so
/// what is held here is what rules it out: the JIT may not optimize TorchSharp, and in such code every argument lives until its method
/// returns.
/// </summary>
public sealed class ScalarLifetimeTests
{
    [Fact]
    public void TorchSharp_is_the_copy_that_is_not_optimized() =>
        Assert.True(typeof(torch).Assembly.GetCustomAttribute<DebuggableAttribute>()!.IsJITOptimizerDisabled);
}
