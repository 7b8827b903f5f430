using System.Reflection;
using System.Reflection.Emit;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Training.Losses;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>A loss of one's own is known by its build, too: what was edited does not find the run of before.</summary>
public sealed class ForeignCodeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AnEditedLossIsAnotherRecipe()
    {
        var (first, again, edited) = (Checked(Built()), Checked(Built()), Checked(new Written()));
        Assert.StartsWith("written: ", Assert.Single(edited.Code), StringComparison.Ordinal);
        Assert.Equal(Checked(new Written()).Hash, edited.Hash);
        Assert.Equal(3, new[] { first.Hash, again.Hash, edited.Hash }.Distinct().Count());
        Assert.Empty(Checked(new CrossEntropy()).Code);
        using (RunFolder.Open(folder.In("run"), RunIdentity.Of(first), overwrite: false)) { }
        var refused = Assert.Throws<InputException>(() => RunFolder.Open(folder.In("run"), RunIdentity.Of(again), overwrite: false));
        Assert.Contains("the code of written changed", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The loss in an assembly of its own, as if it were compiled anew.</summary>
    private static Loss Built()
    {
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Own"), AssemblyBuilderAccess.Run).DefineDynamicModule("Own");
        var type = module.DefineType("Written", TypeAttributes.Public, typeof(Written));
        var named = typeof(KindAttribute).GetConstructors().Single();
        type.SetCustomAttribute(new CustomAttributeBuilder(named, ["written", "a loss of one's own"]));
        return (Loss)Activator.CreateInstance(type.CreateType())!;
    }

    private CheckedRecipe Checked(Loss loss)
    {
        var distiller = new Distiller(Tiny.Place(folder));
        var read = distiller.Check(Tiny.Write(folder), Purpose.Train);
        var recipe = read.Recipe with { Stages = [.. read.Recipe.Stages.Select(stage => stage with { Loss = [loss] })] };
        return distiller.Check(recipe, "own", folder.Path, Purpose.Train);
    }

    /// <summary>A loss that the toolkit does not have.</summary>
    [Kind("written", "a loss of one's own")]
    public record Written : Loss
    {
        /// <inheritdoc/>
        public override Tensor Value(LossInput input) => input.Logits.square().mean();
    }
}
